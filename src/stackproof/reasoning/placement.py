"""Where a resource is deployed to: which resources certainly lie in one account and region, and exist together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.values import Known, MapValue, Value

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource


class Place(NamedTuple):
    """Account and region of a resource. Two resources with equal places lie in one account and region for certain.

    `within` is empty where account and region are both known; else it names what the unknown one is the same for: the
    outermost stack, the configuration of the provider and the module that it is used in.
    """

    region: Value
    account: Value
    within: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The place for a person to read: `eu-west-1`, or `one region`."""
        return str(self.region.data) if isinstance(self.region, Known) else "one region"


def place_of(resource: Resource, graph: Graph) -> Place:
    """Where a resource lies, as far as resources can be compared by it."""
    if isinstance(resource.region, Known) and isinstance(resource.account, Known):
        return Place(resource.region, resource.account, ())
    stack = outermost(resource.stack, graph)
    provider = resource.attributes.get("provider")
    named = str(provider.data) if isinstance(provider, Known) else ""
    module = _module(resource) if _providers(resource.stack, graph) > 1 else ""
    return Place(resource.region, resource.account, (stack, named, module))


def outermost(key: str, graph: Graph) -> str:
    """The key of the stack that a stack is nested in, at whatever depth: nested stacks share account and region."""
    seen = {key}
    while (stack := graph.stacks.get(key)) is not None and stack.parent is not None and stack.parent not in seen:
        key = stack.parent
        seen.add(key)
    return key


def _module(resource: Resource) -> str:
    """The Terraform module that a resource is in; empty for the root and for other tools."""
    address = resource.address
    if not address.startswith("module."):
        return ""
    cut = address.rfind(f".{resource.native_type}.")
    return address[:cut] if cut > 0 else address


def _providers(stack: str, graph: Graph) -> int:
    """How many configurations of providers a stack has."""
    found = graph.stacks.get(stack)
    settings = found.settings.get("providers") if found is not None else None
    return len(settings.entries) if isinstance(settings, MapValue) else 0
