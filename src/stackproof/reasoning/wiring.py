"""Who sends events to whom: deliveries that AWS services make on behalf of a resource of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import arn_of, identify
from stackproof.graph.query import equals, get, is_true
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent, Conditional, ListValue, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

BUCKET = "AWS::S3::Bucket"
CDK_NOTIFICATIONS = "Custom::S3BucketNotifications"
"""The custom resource with which the AWS CDK sets a bucket's notifications, in the words of S3's own API."""

FUNCTION = "AWS::Lambda::Function"
QUEUE = "AWS::SQS::Queue"
TOPIC = "AWS::SNS::Topic"
SUBSCRIPTION = "AWS::SNS::Subscription"
EVENT_RULE = "AWS::Events::Rule"
ALARMS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")

SENDERS = (BUCKET, CDK_NOTIFICATIONS, SUBSCRIPTION, TOPIC, EVENT_RULE, *ALARMS)
"""Types whose properties name where a service delivers events."""

S3, SNS, EVENTS, CLOUDWATCH = (f"{name}.amazonaws.com" for name in ("s3", "sns", "events", "cloudwatch"))

_S3_DESTINATIONS = (
    ("QueueConfigurations", "Queue", "QueueArn"),
    ("TopicConfigurations", "Topic", "TopicArn"),
    ("LambdaConfigurations", "Function", "LambdaFunctionArn"),
    ("LambdaFunctionConfigurations", "Function", "LambdaFunctionArn"),
)
_ALARM_STATES = ("AlarmActions", "OKActions", "InsufficientDataActions")


class Delivery(NamedTuple):
    """One destination that a service delivers events to.

    Attributes:
        service: the principal that delivers, `s3.amazonaws.com`.
        source: whose events they are (bucket, topic, rule, alarm); None when it is not in the graph.
        source_arn: the ARN of that source, for conditions of policies; None when it cannot be told.
        target: the value that names the destination.
        settings: the structure that `target` stands in.
        conditional: whether the delivery hangs on a condition that is not decided.
    """

    service: str
    source: Resource | None
    source_arn: Value | None
    target: Value
    settings: Value
    conditional: bool = False


def deliveries(graph: Graph, sender: Resource) -> Iterator[Delivery]:
    """What a bucket's notifications, a subscription, a rule's targets or an alarm's actions deliver to."""
    if sender.type in (BUCKET, CDK_NOTIFICATIONS):
        yield from _notifications(graph, sender)
    elif sender.type == SUBSCRIPTION:
        arn = sender.get("TopicArn")
        yield from _subscription(meant(graph, arn, TOPIC), arn, sender.properties, conditional=False)
    elif sender.type == TOPIC:
        for entry, conditional in options(sender.get("Subscription")):
            yield from _subscription(sender, arn_of(sender, graph), entry, conditional=conditional)
    elif sender.type == EVENT_RULE:
        for entry, conditional in options(sender.get("Targets")):
            for target, either in options(get(entry, "Arn")):
                yield Delivery(EVENTS, sender, arn_of(sender, graph), target, entry, conditional or either)
    elif sender.type in ALARMS:
        for state in _ALARM_STATES:
            for target, conditional in options(sender.get(state)):
                yield Delivery(CLOUDWATCH, sender, arn_of(sender, graph), target, target, conditional)


def _notifications(graph: Graph, sender: Resource) -> Iterator[Delivery]:
    bucket = sender if sender.type == BUCKET else meant(graph, sender.get("BucketName"), BUCKET)
    arn = arn_of(bucket, graph) if bucket is not None else None
    configuration = sender.get("NotificationConfiguration")
    for kind, name, api_name in _S3_DESTINATIONS:
        for entry, conditional in options(get(configuration, kind)):
            for target, either in options(get(entry, name if sender.type == BUCKET else api_name)):
                yield Delivery(S3, bucket, arn, target, entry, conditional or either)


def _subscription(topic: Resource | None, arn: Value, entry: Value, *, conditional: bool) -> Iterator[Delivery]:
    if equals(get(entry, "Protocol"), "sqs", "lambda") is Truth.YES:
        for target, either in options(get(entry, "Endpoint")):
            yield Delivery(SNS, topic, arn, target, entry, conditional or either)


def meant(graph: Graph, value: Value, *types: str) -> Resource | None:
    """The resource of one of the types that a reference, ARN, name or URL certainly means; None otherwise."""
    found = identify(value, graph, *types)
    resource = found.resource
    return resource if resource is not None and found.truth is Truth.YES and resource.type in types else None


def consumers(graph: Graph) -> dict[str, list[Resource]]:
    """The event source mappings by the address of the queue that they read. Ask through `Graph.index`."""
    found: dict[str, list[Resource]] = {}
    for mapping in graph.of_type("AWS::Lambda::EventSourceMapping"):
        queue = meant(graph, mapping.get("EventSourceArn"), QUEUE)
        if queue is not None:
            found.setdefault(queue.address, []).append(mapping)
    return found


def options(value: Value, *, conditional: bool = False) -> Iterator[tuple[Value, bool]]:
    """The items of a list, or a lone value, in either branch of conditions; with whether a condition was passed."""
    if isinstance(value, Conditional):
        yield from options(value.then, conditional=True)
        yield from options(value.otherwise, conditional=True)
    elif isinstance(value, ListValue):
        for item in value.items:
            yield from options(item, conditional=conditional)
    elif not isinstance(value, (Absent, Unknown)):
        yield value, conditional


def function_of(graph: Graph, value: Value) -> Resource | None:
    """The function that a name, an ARN, an alias or a version refers to; None when it is not in the graph."""
    found = meant(graph, value, FUNCTION, "AWS::Lambda::Alias", "AWS::Lambda::Version")
    if found is None or found.type == FUNCTION:
        return found
    return meant(graph, found.get("FunctionName"), FUNCTION)


def fifo_setting(resource: Resource) -> Value:
    """The property that makes a queue or a topic FIFO."""
    return resource.get("FifoQueue" if resource.type == QUEUE else "FifoTopic")


def is_fifo(resource: Resource) -> Truth:
    """Whether a queue or a topic is FIFO."""
    return is_true(fifo_setting(resource))


class Permissions:
    """The permissions to invoke functions, by function. Ask through `Graph.index`.

    Attributes:
        by_function: the `AWS::Lambda::Permission` resources by the address of the function.
        elsewhere: those whose function is not in the graph or cannot be told.
    """

    def __init__(self, graph: Graph) -> None:
        self.by_function: dict[str, list[Resource]] = {}
        self.elsewhere: list[Resource] = []
        for permission in graph.of_type("AWS::Lambda::Permission"):
            function = function_of(graph, permission.get("FunctionName"))
            if function is None:
                self.elsewhere.append(permission)
            else:
                self.by_function.setdefault(function.address, []).append(permission)


def permitted(graph: Graph, function: Resource, service: str, source: Resource | None) -> Truth:
    """Whether a service may invoke a function on behalf of a source.

    YES when a permission for the service does not clearly name another source; UNDECIDED when such a permission is for
    a function, or for a principal, that cannot be told.
    """
    known = graph.index(Permissions)
    answers = [permits_service(graph, one, service, source) for one in known.by_function.get(function.address, ())]
    for one in known.elsewhere:
        may_be_this = identify(one.get("FunctionName"), graph, FUNCTION).truth is not Truth.NO
        if may_be_this and permits_service(graph, one, service, source) is not Truth.NO:
            answers.append(Truth.UNDECIDED)
    return some(answers)


def permits_service(graph: Graph, permission: Resource, service: str, source: Resource | None) -> Truth:
    """Whether an `AWS::Lambda::Permission` is for a service, and does not clearly name another source."""
    named = identify(permission.get("SourceArn"), graph)
    other = named.resource
    another = source is not None and other is not None and other.type == source.type and other is not source
    if another and named.truth is Truth.YES:
        return Truth.NO
    return equals(permission.get("Principal"), service, "*")
