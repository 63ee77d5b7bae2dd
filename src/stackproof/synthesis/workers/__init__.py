"""Processes inside the sandbox that have loaded a framework and wait for one project: see docs/workers.md."""
