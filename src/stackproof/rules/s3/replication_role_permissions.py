"""The role of a replication may do all that replicating takes.

## What it does
Reports a role that a bucket's replication configuration names and that lacks a permission which replication needs: on
the source bucket and its objects, on the objects of the destination, and, where encrypted objects are selected, on the
two KMS keys. Policies of the buckets and keys themselves count too, as far as they belong to the project.

## Why is this bad
The configuration is accepted, and objects end with the replication status `FAILED`, all of them or (where only tags,
delete markers or encrypted objects are concerned) some. Nobody notices until the replica is needed.

## How to mend
Add the actions that the finding names. Bucket actions go on the ARN of the bucket, object actions on the ARN followed
by `/*`. For KMS keys the key policy has to let the role in as well, by name or by leaving it to IAM.

## References
- [Setting up permissions for live replication](https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html)
- [Replicating encrypted objects](https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.graph.truth import Truth, some
from stackproof.reasoning.replication import ROLE, buckets_of_role, rules_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, certainty_under, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.replication_permissions import Need


# Needed for objects that carry tags alone.
_TAG_ACTIONS = frozenset({"s3:GetObjectVersionTagging", "s3:ReplicateTags"})


@rule(
    id="S3-REPL-003",
    title="Replication role without a permission that replication needs",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(ROLE,),
    root_cause="The role's policy was not written from the list of actions that S3 documents for replication.",
    fix="Add the missing actions to the role, and to the key policies where a KMS key is concerned.",
    impacts=Impacts(security="Objects are missing from the replica, so it cannot be recovered from."),
    effort=20,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html",
    source="S3 User Guide, Setting up permissions for live replication, 2026-11-20",
)
def check(role: Resource, context: Context) -> Iterator[Answer]:
    """Asks IAM about every action on everything that a rule touches."""
    users = buckets_of_role(context.graph, role)
    if not users:
        return
    from stackproof.reasoning.replication_permissions import needs

    said: set[tuple[str, tuple[str, ...]]] = set()
    for bucket, doubts in users:
        for replication in rules_of(bucket):
            for need in needs(context.graph, bucket, replication.value):
                answer = _answer(context.graph, role, need, (*doubts, *replication.doubts))
                if answer is not None and answer[0] not in said:
                    said.add(answer[0])
                    yield answer[1]


def _answer(
    graph: Graph, role: Resource, need: Need, doubts: tuple[str, ...]
) -> tuple[tuple[str, tuple[str, ...]], Answer] | None:
    """What is missing for one need, with what tells it from other answers."""
    asked = [(names, _allowed(graph, role, names, need)) for names in need.actions]
    missing = tuple(names[0] for names, truth in asked if truth is Truth.NO)
    open_ = tuple(names[0] for names, truth in asked if truth is Truth.UNDECIDED)
    if missing:
        if set(missing) <= _TAG_ACTIONS:
            doubts = (*doubts, "assuming that objects carry tags")
        on = need.guard.address if need.guard is not None and not show(need.resource) else show(need.resource)
        fault = Fault(
            f"{role.address} may not {', '.join(missing)} on {need.called}, which replication needs",
            role.location,
            (f"no policy of the role allows it on {on}", *doubts),
            certainty=certainty_under(doubts),
            patch=f"- Effect: Allow\n  Action: [{', '.join(missing)}]\n  Resource: {on}",
        )
        return (need.called, missing), fault
    if open_:
        reason = f"whether {role.address} may {', '.join(open_)} on {need.called} is not known in full"
        return (need.called, open_), Undecided(reason, role.location)
    return None


def _allowed(graph: Graph, role: Resource, names: tuple[str, ...], need: Need) -> Truth:
    from stackproof.reasoning.iam import may_use, permits, permits_principal
    from stackproof.reasoning.iam.attachments import resource_policy

    if need.guard is not None and need.guard.type == "AWS::KMS::Key":
        return some(may_use(graph, role, name, need.guard, need.keys).truth for name in names)
    own = some(permits(graph, role, name, need.resource, need.keys).truth for name in names)
    if own is Truth.YES or need.guard is None:
        return own
    policy = resource_policy(need.guard, graph)
    others = (permits_principal(policy, role, name, graph, need.resource, need.keys).truth for name in names)
    return own | some(others)
