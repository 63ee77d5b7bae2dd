"""Finds the checks: every module of this package that has a CHECK."""

from __future__ import annotations

import importlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.contract.checks.model import Check

_FOLDER = Path(__file__).parent
_OTHERS = frozenset({"__init__", "asking", "documentation", "encryption", "model", "registry", "stating"})


@lru_cache(maxsize=1)
def _modules() -> dict[str, str]:
    """Module by name of the check: `iam_no_wildcards.py` is `iam.no-wildcards`."""
    found = {}
    for file in sorted(_FOLDER.glob("*.py")):
        if file.stem not in _OTHERS:
            service, _, rest = file.stem.partition("_")
            found[f"{service}.{rest.replace('_', '-')}"] = file.stem
    return found


def names() -> tuple[str, ...]:
    """The names of all checks, sorted."""
    return tuple(sorted(_modules()))


@lru_cache(maxsize=64)
def find(name: str) -> Check:
    """The check of a name; only its own module is imported.

    Raises:
        KeyError: there is none.
    """
    module = importlib.import_module(f"stackproof.contract.checks.{_modules()[name]}")
    check: Check = module.CHECK
    return check
