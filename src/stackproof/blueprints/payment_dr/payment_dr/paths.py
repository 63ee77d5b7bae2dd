"""Where things lie in this project; the only module that works paths out."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The folder of the project."""

HANDLERS = PROJECT / "handlers"
"""The code of the functions; each folder in it is the root of one package."""

BUILD = PROJECT / "build"
"""Where packages of functions are made."""
