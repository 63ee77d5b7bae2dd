"""Records of one name and type in a routing policy are told apart by their SetIdentifier.

## What it does
Reports a record with a routing policy (failover, weight, latency region, geolocation, multivalue) without
`SetIdentifier`, one with `SetIdentifier` and no routing policy, and two records of one zone, name and type with the
same `SetIdentifier`.

## Why is this bad
Route 53 refuses the change with InvalidChangeBatch or InvalidInput, and the deployment stops there.

## How to mend
Give each record of the group a `SetIdentifier` of its own, such as `primary` and `secondary`.

## References
- [ResourceRecordSet](https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import present, same, string
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_RECORD = "AWS::Route53::RecordSet"
_POLICIES = (
    "Failover",
    "Weight",
    "Region",
    "GeoLocation",
    "GeoProximityLocation",
    "MultiValueAnswer",
    "CidrRoutingConfig",
)
_SAME = ("HostedZoneId", "HostedZoneName", "Name", "Type", "SetIdentifier")


@rule(
    id="R53-RECORD-001",
    title="Records of a routing policy that Route 53 refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(_RECORD,),
    root_cause="A record was copied for the second endpoint, and what tells the two apart was not changed.",
    fix="Give each record of the group its own SetIdentifier.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
    source="Route 53 API Reference, ResourceRecordSet, 2026-11-28",
    same_as=("E3023",),
)
def check(record: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the record, and at others of its name."""
    identifier = record.get("SetIdentifier")
    used = [name for name in _POLICIES if present(record.get(name)) is not Truth.NO]
    certain = [name for name in used if present(record.get(name)) is Truth.YES]
    if certain and present(identifier) is Truth.NO:
        yield Fault(
            f"{record.address} has a routing policy ({certain[0]}) and no SetIdentifier",
            record.get(certain[0]),
            quoted({"SetIdentifier": identifier}),
        )
    if not used and present(identifier) is Truth.YES:
        yield Fault(f"{record.address} has a SetIdentifier and no routing policy", identifier)
    written = string(identifier)
    for other in context.graph.index(_by_identifier).get(written, []) if written else []:
        if other is record:
            return
        together = other.exists is Truth.YES and record.exists is Truth.YES
        if together and all(same(record.get(name), other.get(name)) is Truth.YES for name in _SAME):
            yield Fault(
                f"{record.address} and {other.address} ({other.location}) are records of one name and type with the "
                f"same SetIdentifier {written}",
                identifier,
            )


def _by_identifier(graph: Graph) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for record in graph.of_type(_RECORD):
        written = string(record.get("SetIdentifier"))
        if written is not None:
            found.setdefault(written, []).append(record)
    return found
