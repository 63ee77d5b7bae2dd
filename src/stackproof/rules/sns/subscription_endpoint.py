"""A subscription's endpoint is of the kind that its protocol speaks of.

## What it does
Reports subscriptions that SNS refuses: a queue by its URL or a function by its name instead of the ARN, an endpoint
of another service than the protocol, `http` with an https address and the other way round, an e-mail address without
`@`, `firehose` without `SubscriptionRoleArn`, raw message delivery with a protocol that has none, and any protocol
but `sqs` on a FIFO topic.

## Why is this bad
SNS answers with "Invalid parameter" ("SQS endpoint ARN", "Delivery protocol [lambda] does not support raw message
delivery"), and the deployment stops there.

## How to mend
`!GetAtt Queue.Arn`, `!GetAtt Function.Arn`; a FIFO topic reaches functions and addresses through a queue.

## References
- [Subscribe](https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html)
- [Raw message delivery](https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html)
- [Message delivery for FIFO topics](https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get, is_true, present, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Reference
from stackproof.reasoning.wiring import FUNCTION, QUEUE, SUBSCRIPTION, TOPIC, is_fifo, meant, options
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

_RAW = ("sqs", "http", "https", "firehose")
_ARNS = {"sqs": ":sqs:", "lambda": ":lambda:", "firehose": ":firehose:"}
_STARTS = {"http": "http://", "https": "https://"}
_STREAM = "AWS::KinesisFirehose::DeliveryStream"
# By protocol: the type that it delivers to, and the attributes of it that are no ARN.
_MEANT = {"sqs": (QUEUE, {"", "QueueUrl", "QueueName"}), "lambda": (FUNCTION, {""}), "firehose": (_STREAM, {""})}
_ENDPOINTS = (QUEUE, FUNCTION, _STREAM, TOPIC)


@rule(
    id="SNS-SUB-001",
    title="Subscription that SNS refuses",
    severity="critical",
    blocks="deploy",
    category="wiring",
    types=(SUBSCRIPTION, TOPIC),
    root_cause="The endpoint or a setting was chosen for another protocol.",
    fix="Give the endpoint in the form that the protocol asks for, and only the settings that it has.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
    source="SNS API Reference, Subscribe; SNS Developer Guide, raw delivery and FIFO delivery, 2026-11-28",
    same_as=("W3694",),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Asks about a subscription, or those written in a topic."""
    if resource.type == TOPIC:
        for entry, _ in options(resource.get("Subscription")):
            yield from _subscription(context, resource, resource, entry)
        return
    topic = meant(context.graph, resource.get("TopicArn"), TOPIC)
    yield from _subscription(context, resource, topic, resource.properties)


def _subscription(context: Context, resource: Resource, topic: Resource | None, entry: Value) -> Iterator[Answer]:
    protocol, endpoint = string(get(entry, "Protocol")), get(entry, "Endpoint")
    if protocol is None:
        return
    why = _wrong_form(context, protocol, endpoint)
    if why:
        yield Fault(f"SNS refuses {resource.address}: {why}", endpoint, quoted({"Protocol": get(entry, "Protocol")}))
    if protocol == "firehose" and present(get(entry, "SubscriptionRoleArn")) is Truth.NO:
        yield Fault(f"SNS refuses {resource.address}: firehose needs a SubscriptionRoleArn", endpoint)
    raw = get(entry, "RawMessageDelivery")
    if protocol not in _RAW and is_true(raw) is Truth.YES:
        yield Fault(
            f"SNS refuses {resource.address}: {protocol} has no raw message delivery",
            raw,
            quoted({"RawMessageDelivery": raw}),
        )
    if topic is not None and is_fifo(topic) is Truth.YES and protocol != "sqs":
        yield Fault(
            f"SNS refuses {resource.address}: {topic.address} is a FIFO topic, which delivers to queues alone",
            get(entry, "Protocol"),
            quoted({"Protocol": get(entry, "Protocol"), f"{topic.address}.FifoTopic": topic.get("FifoTopic")}),
        )


def _wrong_form(context: Context, protocol: str, endpoint: Value) -> str:
    if protocol in _MEANT and isinstance(endpoint, Reference):
        type_, forms = _MEANT[protocol]
        target = context.graph.target(endpoint, *_ENDPOINTS)
        if target is not None and target.type != type_:
            return f"{protocol} does not deliver to {target.address}, which is an {target.type}"
        if target is not None and endpoint.attribute in forms:
            return f"{show(endpoint)} is not the ARN of {target.address}, which {protocol} asks for"
    if not isinstance(endpoint, Known) or endpoint.data in (None, ""):
        # An empty one is the matter of the parameter that it comes from.
        return ""
    written = show(endpoint)
    if protocol in _ARNS and not (written.startswith("arn:") and _ARNS[protocol] in written):
        return f"{written} is no ARN that {protocol} delivers to"
    if protocol in _STARTS and not written.lower().startswith(_STARTS[protocol]):
        return f"{written} is no {protocol} address"
    if protocol in ("email", "email-json") and "@" not in written:
        return f"{written} is no e-mail address"
    return ""
