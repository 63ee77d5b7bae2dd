"""All functions by name."""

from __future__ import annotations

from stackproof.graph.values import Unknown, Value
from stackproof.synthesis.terraform.functions import (  # noqa: F401 - importing them defines the functions
    collections,
    encoding,
    files,
    formatting,
    maps,
    network,
    sets,
    text,
    times,
    types,
)
from stackproof.synthesis.terraform.functions import numbers as _numbers  # noqa: F401
from stackproof.synthesis.terraform.functions.registry import REGISTRY, Arguments, Function


def find(name: str) -> Function:
    """The function of a name; for a name that Terraform does not know, one that fails."""
    found = REGISTRY.get(name)
    if found is not None:
        return found
    if name.startswith("provider::"):
        return Function(name, 0, None, _of_provider, takes_more=True)
    return Function(name, 0, None, _missing, takes_more=True)


def _of_provider(call: Arguments) -> Value:
    return call.opaque(f"{call.name} is computed by a provider")


def _missing(call: Arguments) -> Value:
    if call.name.count(":") > 1:
        return Unknown(f"{call.name[:60]} is not known here", None, call.at)
    from stackproof.synthesis.terraform.lift import failed

    return failed(f"there is no function {call.name[:60]}", call.at)
