"""A file system has one mount target in a zone.

## What it does
Reports a mount target in a subnet of the project where an earlier one of the same file system is in the same subnet
or in another one of the same zone, for certain.

## Why is this bad
A file system has one mount target in a zone: the second one is refused (`MountTargetConflict`), so the deployment
stops.

## How to mend
Keep one mount target in each zone.

## References
- [CreateMountTarget](https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import same
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Reference, Value
from stackproof.reasoning.network.layout import both_exist, zone_of
from stackproof.reasoning.network.places import SUBNET, named
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

TARGET = "AWS::EFS::MountTarget"


@rule(
    id="NET-EFS-001",
    title="Two mount targets of a file system in one zone",
    severity="critical",
    blocks="deploy",
    category="network",
    types=(TARGET,),
    root_cause="A mount target was made for each subnet, several of which share a zone.",
    fix="Make one mount target in each zone; all subnets of the zone use it.",
    impacts=Impacts(performance="The deployment stops at the second mount target."),
    effort=15,
    reference="https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html",
    source="Amazon EFS User Guide, API_CreateMountTarget (MountTargetConflict), 2026-11-28",
)
def check(target: Resource, context: Context) -> Iterator[Answer]:
    """Looks the mount target up among the second ones of its file system."""
    earlier = context.graph.index(_seconds).get(target.address)
    if earlier is not None:
        written = target.get("SubnetId")
        yield Fault(
            f"{target.address} is in the zone of {earlier.address} ({earlier.location}), a mount target of the same "
            "file system",
            written,
            quoted({"SubnetId": written, f"{earlier.address}.SubnetId": earlier.get("SubnetId")}),
        )


def _seconds(graph: Graph) -> dict[str, Resource]:
    first: dict[tuple[str, Value], Resource] = {}
    found: dict[str, Resource] = {}
    for target in graph.of_type(TARGET):
        system = named(target.get("FileSystemId"), graph, "AWS::EFS::FileSystem")
        subnet = named(target.get("SubnetId"), graph, SUBNET)
        if system is None or subnet is None:
            continue
        zone = zone_of(subnet)
        known = not isinstance(zone, Absent) and same(zone, zone) is Truth.YES
        places = [Reference(subnet.address), zone] if known else [Reference(subnet.address)]
        for place in places:
            earlier = first.setdefault((system.address, place), target)
            if earlier is not target and both_exist(earlier, target):
                found.setdefault(target.address, earlier)
    return found
