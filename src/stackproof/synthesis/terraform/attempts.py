"""What `try` and `can` make of values that fail, in some branches or in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Conditional, Known, Sensitive, Unknown, Value
from stackproof.synthesis.terraform.lift import Failed, conditional, opaque

if TYPE_CHECKING:
    from stackproof.graph.location import Location


def fails(value: Value) -> bool:
    """Whether Terraform refuses a value, at least in one of its branches."""
    if isinstance(value, Failed):
        return True
    if isinstance(value, Conditional):
        return fails(value.then) or fails(value.otherwise)
    return isinstance(value, Sensitive) and fails(value.inner)


def or_else(value: Value, otherwise: Value, at: Location) -> Value:
    """The value with `otherwise` in the branches in which it fails."""
    if isinstance(value, Conditional):
        then, other = or_else(value.then, otherwise, at), or_else(value.otherwise, otherwise, at)
        return conditional(value.condition, then, other, value.at, value.assumed)
    if isinstance(value, Sensitive) and not fails(value):
        return value
    return otherwise if fails(value) else value


def succeeds(value: Value, at: Location) -> Value:
    """What `can` answers of a value."""
    if isinstance(value, Failed):
        return Known(False, at)
    if isinstance(value, Conditional):
        then, otherwise = succeeds(value.then, at), succeeds(value.otherwise, at)
        return conditional(value.condition, then, otherwise, at, value.assumed)
    if isinstance(value, Sensitive):
        return succeeds(value.inner, at)
    if isinstance(value, Unknown):
        return opaque("can({})", [value], at)
    return Known(True, at, value.assumed)
