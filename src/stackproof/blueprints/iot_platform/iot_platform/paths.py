"""Where things lie in the project; no other module works out a path."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The project's root."""

SERVICES = PROJECT / "services"
"""Holds a folder for each container: its code and its Dockerfile."""
