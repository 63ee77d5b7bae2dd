"""Whether a role may make a call of AWS that code makes, on the resource that the call names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import arn_of, identify
from stackproof.graph.query import elements, get, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Text, Value, text
from stackproof.reasoning.execution import permits_anywhere
from stackproof.reasoning.iam import permits, permits_principal
from stackproof.reasoning.iam.attachments import identity_policies, resource_policy
from stackproof.reasoning.iam.matching import speaks_of_action

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

# Resources that let roles in by name; the trust policy of a role of the same account is enough to assume it.
_GUARDS = frozenset(
    {"AWS::S3::BucketPolicy", "AWS::S3::AccessPoint", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy",
     "AWS::KMS::Key", "AWS::Lambda::Permission", "AWS::SecretsManager::ResourcePolicy", "AWS::Events::EventBusPolicy",
     "AWS::DynamoDB::Table", "AWS::IAM::Role"}
)  # fmt: skip


class Refusal(NamedTuple):
    """Why a call is refused: on which resource of the graph (None: on any), and on what inside it."""

    target: Resource | None
    below: str


def refused(
    graph: Graph,
    role: Resource,
    action: str,
    named: Value | None,
    below: str,
    *types: str,
    caller: Resource | None = None,
) -> Refusal | None:
    """A refusal that is certain; None where the call is allowed, or may be.

    Args:
        graph: holds the policies.
        role: whose own policies are asked, and those of the resource where it is known.
        action: `service:action`.
        named: what the call names its resource by, where that is known.
        below: what it is done to inside the resource, as it follows the ARN: `/*`, `/index/*`; empty for itself.
        types: what kinds of resources a plain name means.
        caller: makes the call, in its own region: of a global table it means the replica there.
    """
    target = None
    if named is not None:
        found = identify(named, graph, *types)
        if found.resource is not None and found.truth is Truth.YES and found.resource.type in types:
            target = found.resource
    anywhere = permits_anywhere(graph, role, action)
    if anywhere is Truth.UNDECIDED or _is_named(graph, role):
        return None
    asked: Resource | Value | None = target
    replica = _replica(target, caller, graph) if target is not None and caller is not None else None
    if target is not None and (below or replica is not None):
        asked = text([replica if replica is not None else arn_of(target, graph), below])
    if target is None or asked is None:
        return Refusal(None, "") if anywhere is Truth.NO else None
    let_in = permits_principal(resource_policy(target, graph), role, action, graph, asked)
    if let_in.truth is not Truth.NO:
        return None
    if anywhere is Truth.NO:
        return Refusal(None, "")
    if permits(graph, role, action, asked).truth is not Truth.NO:
        return None
    # What is allowed on the table of another region is not allowed on the replica.
    some = bool(below) if replica is not None else _allows_some(graph, role, action, target, below)
    return None if some else Refusal(target, below)


def _replica(target: Resource, caller: Resource, graph: Graph) -> Value | None:
    """The ARN of a global table's replica in the region of the caller; None where the caller means the table itself."""
    region, own = string(caller.region), string(target.region)
    replicas = elements(target.get("Replicas"))[0] if target.type == "AWS::DynamoDB::GlobalTable" else ()
    if own in (None, region) or not any(string(get(one, "Region")) == region for one in replicas):
        return None
    arn = arn_of(target, graph)
    parts = [string(arn) or ""] if isinstance(arn, Known) else list(arn.parts) if isinstance(arn, Text) else []
    if not parts or not isinstance(parts[0], str):
        return None
    return text([parts[0].replace(f":dynamodb:{own}:", f":dynamodb:{region}:", 1), *parts[1:]])


def _is_named(graph: Graph, role: Resource) -> bool:
    """Whether the policy of some resource names the role."""
    return any(graph.resources[edge.source].type in _GUARDS for edge in graph.edges_to.get(role.address, ()))


def _allows_some(graph: Graph, role: Resource, action: str, target: Resource, below: str) -> bool:
    """Whether the role may allow the action on a part of the target: some of a bucket's objects."""
    for statement in identity_policies(role, graph).statements:
        if statement.effect == "Deny" or speaks_of_action(statement, action) is Truth.NO:
            continue
        if statement.not_resources.written or not statement.resources.complete:
            return True
        for item in statement.resources.items:
            found = identify(item.value, graph)
            if found.truth is Truth.UNDECIDED:
                return True
            inside = found.suffix.startswith(below[:1]) if below else True
            if found.resource is target and inside and (found.suffix or not below):
                return True
    return False
