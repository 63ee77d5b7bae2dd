"""Outputs of the stacks: what an operator or an integration test needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn import TerraformOutput

if TYPE_CHECKING:
    from cdktn import TerraformStack


def output(stack: TerraformStack, name: str, value: object) -> None:
    """Give a value out under exactly this name."""
    TerraformOutput(stack, f"output-{name}", value=value).override_logical_id(name)
