"""Where things lie in the project; no other module works out a path."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The project's root."""

HANDLERS = PROJECT / "handlers"
"""Holds a folder of modules for each function, and one for what both of them use."""
