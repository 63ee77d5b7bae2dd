"""Where things lie in this project; the only module that works paths out."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The folder of the project."""

PROCESSOR = PROJECT / "handlers" / "transaction_processor"
"""The code of the transaction function as it lies in its package."""

BUILD = PROJECT / "build"
"""Where packages of functions are made."""
