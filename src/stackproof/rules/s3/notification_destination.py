"""S3 may reach the destinations of its event notifications, from the first moment on.

## What it does
Reports a destination of a bucket's event notifications, a queue, topic or function of the project, whose policy does
not let S3 in. Where the policy is there, it reports a bucket that does not wait for it: nothing then makes
CloudFormation create the permission before the notifications.

## Why is this bad
S3 tries the destination when the notifications are set and refuses the configuration ("Unable to validate the following
destination configurations"), so the stack rolls back. Without the order it depends on chance which of the two comes
first.

## How to mend
Allow `s3.amazonaws.com` `sqs:SendMessage` in the queue policy, `sns:Publish` in the topic policy, or
`lambda:InvokeFunction` in an `AWS::Lambda::Permission`, with the account as `aws:SourceAccount`, and let the bucket
depend on it (`DependsOn`). To avoid a cycle, write the bucket's ARN as text from its name instead of referring to it,
or test the account alone.

## References
- [Granting permissions to publish event notifications](https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html)
- [Unable to validate the following destination configurations](https://repost.aws/knowledge-center/unable-validate-circular-dependency-cloudformation)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.truth import Truth
from stackproof.reasoning.delivery import ACTIONS, may_deliver
from stackproof.reasoning.iam.attachments import attachments
from stackproof.reasoning.wiring import (
    BUCKET,
    CDK_NOTIFICATIONS,
    QUEUE,
    TOPIC,
    Permissions,
    deliveries,
    function_of,
    meant,
    permits_service,
    permitted,
)
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.wiring import Delivery


class Entrance(NamedTuple):
    """How S3 gets into a destination: whether, by which resources, and what it needs, for a person to read."""

    truth: Truth
    by: tuple[Resource, ...]
    action: str
    reasons: tuple[str, ...]


@rule(
    id="S3-NOTIFY-001",
    title="Destination of S3 notifications does not let S3 in",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=(BUCKET, CDK_NOTIFICATIONS),
    root_cause="The notifications were set without the permission of their destination, or without waiting for it.",
    fix="Allow s3.amazonaws.com in the policy of the destination and let the bucket depend on that policy.",
    impacts=Impacts(),
    effort=20,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html",
    source="S3 User Guide, grant-destinations-permissions-to-s3, 2026-11-21",
)
def check(sender: Resource, context: Context) -> Iterator[Answer]:
    """Looks for the permission of each destination, and for the order of creation."""
    graph = context.graph
    for delivery in deliveries(graph, sender):
        destination = meant(graph, delivery.target, QUEUE, TOPIC) or function_of(graph, delivery.target)
        if destination is None:
            continue
        entrance = _entrance(graph, delivery, destination)
        evidence = (*quoted({"destination": delivery.target}), *entrance.reasons)
        if entrance.truth is Truth.UNDECIDED:
            yield Undecided(
                f"whether {destination.address} lets S3 in is open: {'; '.join(entrance.reasons)}", delivery.target
            )
        elif entrance.truth is Truth.NO:
            yield Fault(
                f"{sender.address} notifies {destination.address} ({destination.location}), "
                f"which does not allow s3.amazonaws.com {entrance.action}",
                delivery.target,
                evidence,
                certainty="assumption" if delivery.conditional else "proved",
            )
        elif entrance.by and not any(_waits(graph, sender, one) for one in entrance.by):
            first = entrance.by[0]
            yield Fault(
                f"{sender.address} notifies {destination.address}, but does not wait for {first.address} "
                f"({first.location}), which lets S3 in",
                delivery.target,
                (*evidence, f"nothing makes {first.address} be created before {sender.address}"),
                certainty="assumption" if delivery.conditional else "proved",
                patch=f"DependsOn: {first.logical_id}",
            )


def _entrance(graph: Graph, delivery: Delivery, destination: Resource) -> Entrance:
    if destination.type in ACTIONS:
        decision = may_deliver(graph, delivery, destination)
        policies = tuple(one.policy for one in attachments(destination, graph) if one.truth is not Truth.NO)
        return Entrance(decision.truth, policies, ACTIONS[destination.type], decision.reasons)
    truth = permitted(graph, destination, delivery.service, delivery.source)
    known = graph.index(Permissions).by_function.get(destination.address, [])
    letting_in = tuple(
        one for one in known if permits_service(graph, one, delivery.service, delivery.source) is Truth.YES
    )
    reasons = {
        Truth.YES: "an AWS::Lambda::Permission lets it in",
        Truth.NO: "no AWS::Lambda::Permission lets it in",
        Truth.UNDECIDED: "the function or principal of a permission is not known",
    }
    return Entrance(truth, letting_in, "lambda:InvokeFunction", (reasons[truth],))


def _waits(graph: Graph, sender: Resource, policy: Resource) -> bool:
    """Whether the sender refers to the policy, or depends on it, directly or through others or a nested stack."""
    if policy.stack != sender.stack:
        return True
    seen, queue = {policy.address}, [policy.address]
    # Terraform has the notifications as a resource of their own, which waits for itself.
    waits = {address for part in sender.parts for address in part.depends_on}
    while queue:
        address = queue.pop()
        if address in waits:
            return True
        for edge in graph.edges_to.get(address, ()):
            if edge.source == sender.address:
                return True
            if edge.source not in seen:
                seen.add(edge.source)
                queue.append(edge.source)
    return False
