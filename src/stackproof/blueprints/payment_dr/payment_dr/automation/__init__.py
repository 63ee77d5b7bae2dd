"""Failover automation: the workflow of each region, its steps, its runbook, and what starts and watches them."""
