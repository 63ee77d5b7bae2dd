"""May a service deliver to a queue, topic or function, and use the key that it is encrypted with?

Sources: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html and
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html, 2026-11-21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import get, present
from stackproof.graph.truth import Truth
from stackproof.reasoning.iam import Decision, permits_principal
from stackproof.reasoning.iam.attachments import resource_policy
from stackproof.reasoning.iam.variables import OVER_TLS
from stackproof.reasoning.wiring import CLOUDWATCH, EVENTS, QUEUE, TOPIC, deliveries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.wiring import Delivery

ACTIONS = {QUEUE: "sqs:SendMessage", TOPIC: "sns:Publish"}
"""What a service has to be allowed on a destination, by its type."""

KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")
"""What a service has to be allowed on the key that a queue or topic is encrypted with."""


class Judged(NamedTuple):
    """A delivery with what the policies say of it.

    Attributes:
        sender: the resource that the delivery is written in.
        delivery: what is delivered.
        destination: the queue or topic.
        decision: whether it is allowed.
        manner: how the sender uses the destination, a part of a sentence.
        also: addresses of other senders of which the same holds.
    """

    sender: Resource
    delivery: Delivery
    destination: Resource
    decision: Decision
    manner: str = "delivers to"
    also: tuple[str, ...] = ()


def by_first_sender(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    """What is not allowed for certain: once for each destination, service, manner and answer, under its first sender.

    Twenty alarms that a topic refuses are one fault with one cure, not twenty.
    """
    groups: dict[tuple[str, str, str, Truth], list[Judged]] = {}
    for one in judged:
        if one.decision.truth is not Truth.YES:
            key = (one.destination.address, one.delivery.service, one.manner, one.decision.truth)
            groups.setdefault(key, []).append(one)
    found: dict[str, list[Judged]] = {}
    for first, *others in groups.values():
        also = tuple(dict.fromkeys(one.sender.address for one in others if one.sender is not first.sender))
        found.setdefault(first.sender.address, []).append(first._replace(also=also))
    return found


def senders(graph: Graph, *types: str) -> Iterator[tuple[Resource, Delivery]]:
    """Every delivery of the resources of these types that exist or may exist, in the order of the source."""
    for resource in graph.resources.values():
        if resource.type in types and resource.exists is not Truth.NO:
            for delivery in deliveries(graph, resource):
                yield resource, delivery


def by_role(delivery: Delivery) -> bool:
    """Whether an EventBridge target may be reached by a role of its own, which policies of resources do not show."""
    return delivery.service == EVENTS and present(get(delivery.settings, "RoleArn")) is not Truth.NO


def may_deliver(graph: Graph, delivery: Delivery, target: Resource) -> Decision:
    """Whether the policy of a queue or topic lets the service of a delivery in."""
    action = ACTIONS[target.type]
    if target.type == TOPIC and delivery.service == CLOUDWATCH and not _has_policy(graph, target):
        # The policy that SNS gives a new topic lets alarms of the same account publish.
        return Decision(Truth.YES, None, ("the topic has its default policy",))
    policy = resource_policy(target, graph)
    return permits_principal(policy, delivery.service, action, graph, target, _request(delivery, target))


def may_use_key(graph: Graph, delivery: Delivery, key: Resource) -> Decision:
    """Whether a key policy lets the service of a delivery encrypt; the first action that it is not allowed decides."""
    policy = resource_policy(key, graph)
    found = Decision(Truth.YES, None, ())
    for action in KEY_ACTIONS:
        decision = permits_principal(policy, delivery.service, action, graph, key, _request(delivery, key))
        if decision.truth is Truth.NO:
            return decision
        if decision.truth is Truth.UNDECIDED:
            found = decision
    return found


def _has_policy(graph: Graph, topic: Resource) -> bool:
    policy = resource_policy(topic, graph)
    return bool(policy.statements) or not policy.complete


def _request(delivery: Delivery, target: Resource) -> dict[str, Value | str]:
    """The condition keys of a service's request on behalf of a resource of the account."""
    account = delivery.source.account if delivery.source is not None else target.account
    keys: dict[str, Value | str] = {
        **OVER_TLS,
        "aws:PrincipalIsAWSService": "true",
        "aws:SourceAccount": account,
        "aws:SourceOwner": account,
        "aws:ResourceAccount": target.account,
    }
    if delivery.source_arn is not None:
        keys["aws:SourceArn"] = delivery.source_arn
    return keys
