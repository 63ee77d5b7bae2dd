"""Where a value lives: the region of the resource that it refers to, or that its ARN names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import assumption, string
from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Reference, Sensitive, Text, Value, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.location import Location
    from stackproof.graph.resource import Resource


class Placed(NamedTuple):
    """Something with a region that is known.

    Attributes:
        what: its address, or the ARN.
        service: the part of its type or ARN that names the service, in lower case: `kms`, `acm`, `lambda`.
        region: such as `us-east-1`.
        value: the value that names it.
        at: where that value stands; of a resource's own region, where the resource stands.
        assumed: what the region rests on; None when it rests on nothing.
    """

    what: str
    service: str
    region: str
    value: Value
    at: Location
    assumed: str | None


_SERVICES = {"certificatemanager": "acm"}


def region_of(resource: Resource) -> str | None:
    """The region of a resource where it is known."""
    return string(resource.region) if isinstance(resource.region, Known) else None


def placed(value: Value, graph: Graph) -> Iterator[Placed]:
    """Everything with a known region that a value names, whatever the conditions; in one branch alone is left out."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, Reference):
            target = graph.resources.get(one.target)
            region = region_of(target) if target is not None else None
            if target is not None and region is not None and "::" in target.type:
                service = target.type.split("::")[1].lower()
                service = _SERVICES.get(service, service)
                doubt = assumption(target.region) or target.assumed
                yield Placed(target.address, service, region, one, one.at, doubt)
        elif isinstance(one, (Known, Text)):
            yield from _of_arn(one)
        elif isinstance(one, (MapValue, ListValue, Sensitive)):
            stack.extend(reversed([child for _, child in children(one)]))
        elif isinstance(one, Conditional):
            continue


def _of_arn(value: Known | Text) -> Iterator[Placed]:
    first = value.data if isinstance(value, Known) else value.parts[0]
    if not isinstance(first, str) or not first.startswith("arn:aws"):
        return
    fields = first.split(":", 5)
    # Without a fifth sign the fourth field may go on in a hole.
    if len(fields) >= 5 and fields[2] and fields[3]:
        yield Placed(first, fields[2], fields[3], value, value.at, assumption(value))
