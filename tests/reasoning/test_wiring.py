"""Deliveries between resources, and the permissions to invoke functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stackproof.graph.truth import Truth
from stackproof.graph.values import Unknown
from stackproof.reasoning.wiring import (
    consumers,
    deliveries,
    function_of,
    is_fifo,
    meant,
    options,
    permitted,
)
from tests.graph.builders import graph, ref, resource, sub, value, when

if TYPE_CHECKING:
    from stackproof.graph.resource import Resource

QUEUE = resource("Queue", "AWS::SQS::Queue", {"QueueName": "orders"})
TOPIC = resource("Topic", "AWS::SNS::Topic")
WORKER = resource("Worker", "AWS::Lambda::Function")
BUCKET = resource("Bucket", "AWS::S3::Bucket")


def seen(sender: Resource, *others: Resource) -> list[tuple[str, str | None, str | None, bool]]:
    whole = graph(sender, *others)
    found = []
    for one in deliveries(whole, sender):
        target = meant(whole, one.target, "AWS::SQS::Queue", "AWS::SNS::Topic") or function_of(whole, one.target)
        found.append(
            (
                one.service,
                one.source.address if one.source else None,
                target.address if target else None,
                one.conditional,
            )
        )
    return found


def test_bucket_delivers_to_each_kind_of_destination() -> None:
    bucket = resource(
        "Bucket",
        "AWS::S3::Bucket",
        {
            "NotificationConfiguration": {
                "QueueConfigurations": [{"Event": "s3:ObjectCreated:*", "Queue": ref("Queue", "Arn")}],
                "TopicConfigurations": [{"Event": "s3:ObjectCreated:*", "Topic": ref("Topic")}],
                "LambdaConfigurations": [{"Event": "s3:ObjectCreated:*", "Function": ref("Worker", "Arn")}],
            }
        },
    )
    s3 = "s3.amazonaws.com"
    assert seen(bucket, QUEUE, TOPIC, WORKER) == [
        (s3, "Bucket", "Queue", False),
        (s3, "Bucket", "Topic", False),
        (s3, "Bucket", "Worker", False),
    ]


def test_custom_resource_of_the_cdk_delivers_for_its_bucket() -> None:
    notifications = resource(
        "Notifications",
        "Custom::S3BucketNotifications",
        {
            "BucketName": ref("Bucket"),
            "NotificationConfiguration": {
                "QueueConfigurations": [{"QueueArn": ref("Queue", "Arn")}],
                "LambdaFunctionConfigurations": [{"LambdaFunctionArn": ref("Worker", "Arn")}],
            },
        },
    )
    assert seen(notifications, BUCKET, QUEUE, WORKER) == [
        ("s3.amazonaws.com", "Bucket", "Queue", False),
        ("s3.amazonaws.com", "Bucket", "Worker", False),
    ]


def test_subscription_delivers_to_queues_and_functions_only() -> None:
    topic = resource(
        "Topic",
        "AWS::SNS::Topic",
        {
            "Subscription": [
                {"Protocol": "sqs", "Endpoint": ref("Queue", "Arn")},
                {"Protocol": "email", "Endpoint": "somebody@example.com"},
                {"Protocol": "lambda", "Endpoint": ref("Worker", "Arn")},
            ]
        },
    )
    assert seen(topic, QUEUE, WORKER) == [
        ("sns.amazonaws.com", "Topic", "Queue", False),
        ("sns.amazonaws.com", "Topic", "Worker", False),
    ]


def test_subscription_to_a_topic_of_others_keeps_its_arn() -> None:
    arn = "arn:aws:sns:us-east-1:123456789012:elsewhere"
    subscription = resource(
        "Subscription", "AWS::SNS::Subscription", {"Protocol": "sqs", "TopicArn": arn, "Endpoint": ref("Queue", "Arn")}
    )
    (found,) = deliveries(graph(subscription, QUEUE), subscription)
    assert (found.source, found.source_arn) == (None, value(arn))


def test_both_branches_of_a_condition_are_deliveries_that_hang_on_it() -> None:
    rule = resource(
        "Rule",
        "AWS::Events::Rule",
        {"Targets": [{"Id": "one", "Arn": when("Queued", ref("Queue", "Arn"), ref("Worker", "Arn"))}]},
    )
    assert seen(rule, QUEUE, WORKER) == [
        ("events.amazonaws.com", "Rule", "Queue", True),
        ("events.amazonaws.com", "Rule", "Worker", True),
    ]


def test_alarm_delivers_in_every_state() -> None:
    alarm = resource("Alarm", "AWS::CloudWatch::Alarm", {"AlarmActions": [ref("Topic")], "OKActions": [ref("Topic")]})
    assert seen(alarm, TOPIC) == [("cloudwatch.amazonaws.com", "Alarm", "Topic", False)] * 2


def test_options_leave_out_what_is_absent_or_unknown() -> None:
    listed = value(["a", when("C", "b", ["c"]), Unknown("not known")])
    assert list(options(listed)) == [(value("a"), False), (value("b"), True), (value("c"), True)]


@pytest.mark.parametrize("named", [ref("Worker"), ref("Worker", "Arn"), ref("Alias"), ref("Version"), value("worker")])
def test_function_is_found_by_name_arn_alias_and_version(named: Any) -> None:
    worker = resource("Worker", "AWS::Lambda::Function", {"FunctionName": "worker"})
    alias = resource("Alias", "AWS::Lambda::Alias", {"FunctionName": ref("Worker")})
    version = resource("Version", "AWS::Lambda::Version", {"FunctionName": ref("Worker")})
    assert function_of(graph(worker, alias, version), named) is worker


def test_consumers_are_found_by_reference_and_by_arn() -> None:
    by_reference = resource("One", "AWS::Lambda::EventSourceMapping", {"EventSourceArn": ref("Queue", "Arn")})
    arn = sub("arn:aws:sqs:", QUEUE.region, ":", QUEUE.account, ":orders")
    by_arn = resource("Two", "AWS::Lambda::EventSourceMapping", {"EventSourceArn": arn})
    stream = resource("Three", "AWS::Lambda::EventSourceMapping", {"EventSourceArn": "arn:aws:kinesis:x:1:stream/s"})
    whole = graph(QUEUE, by_reference, by_arn, stream)
    assert whole.index(consumers) == {"Queue": [by_reference, by_arn]}


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"FunctionName": ref("Worker"), "Principal": "sns.amazonaws.com"}, Truth.YES),
        ({"FunctionName": ref("Worker"), "Principal": "*"}, Truth.YES),
        ({"FunctionName": ref("Worker"), "Principal": "s3.amazonaws.com"}, Truth.NO),
        ({"FunctionName": ref("Worker"), "Principal": "sns.amazonaws.com", "SourceArn": ref("Topic")}, Truth.YES),
        ({"FunctionName": ref("Worker"), "Principal": "sns.amazonaws.com", "SourceArn": ref("Other")}, Truth.NO),
        ({"FunctionName": ref("Worker"), "Principal": Unknown("a parameter", "P")}, Truth.UNDECIDED),
        ({"FunctionName": Unknown("a parameter", "P"), "Principal": "sns.amazonaws.com"}, Truth.UNDECIDED),
        ({"FunctionName": Unknown("a parameter", "P"), "Principal": "s3.amazonaws.com"}, Truth.NO),
    ],
)
def test_permission_is_asked_for_service_and_source(properties: dict[str, Any], expected: Truth) -> None:
    other = resource("Other", "AWS::SNS::Topic")
    permission = resource("Permission", "AWS::Lambda::Permission", properties)
    whole = graph(WORKER, TOPIC, other, permission)
    assert permitted(whole, WORKER, "sns.amazonaws.com", TOPIC) is expected


@pytest.mark.parametrize(
    ("fifo", "expected"),
    [(True, Truth.YES), ("true", Truth.YES), (False, Truth.NO), (Unknown("a parameter", "P"), Truth.UNDECIDED)],
)
def test_kind_of_a_queue_follows_its_property(fifo: Any, expected: Truth) -> None:
    assert is_fifo(resource("Queue", "AWS::SQS::Queue", {"FifoQueue": fifo})) is expected


def test_queue_and_topic_are_standard_by_default() -> None:
    assert (is_fifo(QUEUE), is_fifo(TOPIC)) == (Truth.NO, Truth.NO)
