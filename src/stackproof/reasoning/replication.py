"""S3 replication: which rules a bucket has, and which bucket of the project each replicates to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import elements, equals, get
from stackproof.graph.truth import Truth
from stackproof.graph.values import Reference, Text, Value
from stackproof.reasoning.conditions import branches, conditions_in, rests_on

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

BUCKET = "AWS::S3::Bucket"


class ReplicationRule(NamedTuple):
    """A rule of a bucket's replication configuration, free of conditions.

    `doubts` are evidence lines that say what its being there rests on; empty when it is there for certain.
    """

    value: Value
    doubts: tuple[str, ...]


def rules_of(bucket: Resource) -> list[ReplicationRule]:
    """Every replication rule that a bucket has or may have and that is not disabled, in the order of the source."""
    configuration = bucket.get("ReplicationConfiguration")
    ways = [enabled_rules(way) for (way,) in branches(configuration, existing=(bucket,))]
    distinct: list[Value] = []
    for way in ways:
        distinct.extend(one for one in way if one not in distinct)
    names = " and ".join(conditions_in(configuration))
    found = []
    for value in distinct:
        doubts = [] if all(value in way for way in ways) else [f"the rule depends on {names}, not decided here"]
        assumed = rests_on(value)
        found.append(ReplicationRule(value, tuple([*doubts, f"assuming {assumed}"] if assumed else doubts)))
    return found


def enabled_rules(configuration: Value) -> list[Value]:
    """The rules of a ReplicationConfiguration that are not known to be disabled."""
    rules, _ = elements(get(configuration, "Rules"))
    return [one for one in rules if equals(get(one, "Status"), "Disabled") is not Truth.YES]


def destination(graph: Graph, rule: Value) -> Resource | None:
    """The bucket of the graph that a replication rule writes to; None when it is another's or cannot be told."""
    arn = get(rule, "Destination", "Bucket")
    if isinstance(arn, Text) and len(arn.parts) > 1:
        before, last = arn.parts[-2:]
        if isinstance(before, str) and before.endswith(":s3:::") and isinstance(last, Reference):
            return graph.target(last, BUCKET)
        return None
    if isinstance(arn, Reference) and arn.attribute == "Arn":
        return graph.target(arn, BUCKET)
    return None


def sources(graph: Graph, bucket: Resource) -> list[Resource]:
    """The buckets of the graph whose replication configuration refers to this one, in the order of the source."""
    found = {
        edge.source: graph.resources[edge.source]
        for edge in graph.edges_to.get(bucket.address, ())
        if edge.path[:1] == ("ReplicationConfiguration",)
    }
    return [source for source in found.values() if source.type == BUCKET and source.exists is not Truth.NO]
