"""How a project is to be read: what its contract says, overridden by the command line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stackproof.synthesis.model import Setting, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.contract.model import Contract
    from stackproof.synthesis.model import ToolchainChoice


def load_contract(given: Path | None, beside: Path | None) -> Contract | None:
    """The contract that was named, else the one beside the project.

    Raises:
        InputError: the contract cannot be read.
    """
    file = given or beside
    if file is None:
        return None
    from stackproof.contract.parse import load

    return load(file)


def combine(
    contract: Contract | None,
    values: dict[str, str],
    *,
    timeout: float,
    allow_weak_sandbox: bool,
    toolchain: ToolchainChoice,
) -> Settings:
    """The settings of one reading; a value of the command line replaces the contract's of the same name."""
    known = dict(contract.settings) if contract else {}
    for name, value in values.items():
        known[name] = replace(known[name], value=value) if name in known else Setting(name, value)
    return Settings(
        values=known,
        suffix=contract.suffix_setting if contract else None,
        timeout=timeout,
        allow_weak_sandbox=allow_weak_sandbox,
        toolchain=toolchain,
        regions=contract.regions if contract else {},
    )
