"""S3 replication: which rules a bucket has, and which bucket of the project each replicates to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import identify
from stackproof.graph.query import elements, equals, get
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.conditions import branches, conditions_in, rests_on

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

BUCKET = "AWS::S3::Bucket"
ROLE = "AWS::IAM::Role"


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
    found = identify(get(rule, "Destination", "Bucket"), graph, BUCKET)
    is_bucket = found.resource is not None and found.resource.type == BUCKET
    return found.resource if is_bucket and found.truth is Truth.YES and not found.suffix else None


def sources(graph: Graph, bucket: Resource) -> list[Resource]:
    """The buckets of the graph that replicate or may replicate to this one, in the order of the source."""
    return graph.index(_sources_by_destination).get(bucket.address, [])


def _sources_by_destination(graph: Graph) -> dict[str, list[Resource]]:
    index: dict[str, dict[str, Resource]] = {}
    for source in graph.of_type(BUCKET):
        for replication in rules_of(source):
            found = destination(graph, replication.value)
            if found is not None:
                index.setdefault(found.address, {})[source.address] = source
    return {address: list(found.values()) for address, found in index.items()}


class ReplicationRole(NamedTuple):
    """A bucket that names a role for its replication. `doubts` say what that rests on; empty when it is certain."""

    bucket: Resource
    doubts: tuple[str, ...]


def buckets_of_role(graph: Graph, role: Resource) -> list[ReplicationRole]:
    """The buckets that replicate or may replicate by means of a role of the graph, in the order of the source."""
    return graph.index(_buckets_by_role).get(role.address, [])


def _buckets_by_role(graph: Graph) -> dict[str, list[ReplicationRole]]:
    index: dict[str, list[ReplicationRole]] = {}
    for bucket in graph.of_type(BUCKET):
        configuration = bucket.get("ReplicationConfiguration")
        if isinstance(configuration, Absent):
            continue
        found = [identify(get(way, "Role"), graph, ROLE) for (way,) in branches(configuration, existing=(bucket,))]
        roles = {one.resource.address: one for one in found if one.resource is not None and one.truth is Truth.YES}
        for address, identity in roles.items():
            certain = all(one.resource is identity.resource for one in found) and bucket.exists is Truth.YES
            doubts = () if certain else (f"{bucket.address} uses the role only under a condition that is not decided",)
            index.setdefault(address, []).append(ReplicationRole(bucket, doubts))
    return index


def kms_encrypted(bucket: Resource) -> Truth:
    """Whether the bucket's default encryption uses a KMS key (one layer or two)."""
    rules, complete = elements(bucket.get("BucketEncryption", "ServerSideEncryptionConfiguration"))
    algorithms = [get(one, "ServerSideEncryptionByDefault", "SSEAlgorithm") for one in rules]
    answer = some(equals(algorithm, "aws:kms", "aws:kms:dsse") for algorithm in algorithms)
    return answer if complete or answer is Truth.YES else Truth.UNDECIDED
