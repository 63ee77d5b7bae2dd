"""Deliveries against the policies of destinations and keys."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.truth import Truth
from stackproof.reasoning.delivery import Judged, by_first_sender, by_role, may_deliver, may_use_key, senders
from stackproof.reasoning.wiring import deliveries
from tests.graph.builders import ACCOUNT, graph, ref, resource, sub

TOPIC = resource("Topic", "AWS::SNS::Topic")
OTHER = resource("Other", "AWS::SNS::Topic")
QUEUE = resource("Queue", "AWS::SQS::Queue")
SUBSCRIPTION = resource(
    "Subscription",
    "AWS::SNS::Subscription",
    {"Protocol": "sqs", "TopicArn": ref("Topic"), "Endpoint": ref("Queue", "Arn")},
)
ALARM = resource("Alarm", "AWS::CloudWatch::Alarm", {"AlarmActions": [ref("Topic")]})


def allow(service: str, action: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": "*", **more}


def document(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("sns.amazonaws.com", "sqs:SendMessage"), Truth.YES),
        (allow("sns.amazonaws.com", "sqs:*"), Truth.YES),
        (allow("events.amazonaws.com", "sqs:SendMessage"), Truth.NO),
        (allow("sns.amazonaws.com", "sqs:ReceiveMessage"), Truth.NO),
        (
            allow("sns.amazonaws.com", "sqs:SendMessage", Condition={"ArnEquals": {"aws:SourceArn": ref("Topic")}}),
            Truth.YES,
        ),
        (
            allow("sns.amazonaws.com", "sqs:SendMessage", Condition={"ArnEquals": {"aws:SourceArn": ref("Other")}}),
            Truth.NO,
        ),
        (
            allow("sns.amazonaws.com", "sqs:SendMessage", Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
            Truth.YES,
        ),
        (
            allow("sns.amazonaws.com", "sqs:SendMessage", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
            Truth.UNDECIDED,
        ),
    ],
)
def test_queue_policy_decides(statement: dict[str, Any], expected: Truth) -> None:
    policy = resource(
        "Policy", "AWS::SQS::QueuePolicy", {"Queues": [ref("Queue")], "PolicyDocument": document(statement)}
    )
    whole = graph(TOPIC, OTHER, QUEUE, SUBSCRIPTION, policy)
    (delivery,) = deliveries(whole, SUBSCRIPTION)
    assert may_deliver(whole, delivery, QUEUE).truth is expected


def test_queue_without_a_policy_lets_nobody_in() -> None:
    whole = graph(TOPIC, QUEUE, SUBSCRIPTION)
    (delivery,) = deliveries(whole, SUBSCRIPTION)
    assert may_deliver(whole, delivery, QUEUE).truth is Truth.NO


def test_default_policy_of_a_topic_lets_alarms_in_and_a_policy_of_ones_own_replaces_it() -> None:
    policy = resource(
        "Policy",
        "AWS::SNS::TopicPolicy",
        {"Topics": [ref("Topic")], "PolicyDocument": document(allow("budgets.amazonaws.com", "sns:Publish"))},
    )
    answers = []
    for whole in (graph(TOPIC, ALARM), graph(TOPIC, ALARM, policy)):
        (delivery,) = deliveries(whole, ALARM)
        answers.append(may_deliver(whole, delivery, TOPIC).truth)
    assert answers == [Truth.YES, Truth.NO]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("sns.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey*"])], Truth.YES),
        ([allow("sns.amazonaws.com", "kms:Decrypt"), allow("sns.amazonaws.com", "kms:GenerateDataKey")], Truth.YES),
        ([allow("sns.amazonaws.com", "kms:GenerateDataKey*")], Truth.NO),
        ([allow("s3.amazonaws.com", "kms:*")], Truth.NO),
    ],
)
def test_key_policy_has_to_allow_both_actions(statements: list[Any], expected: Truth) -> None:
    account = {"AWS": sub("arn:aws:iam::", ACCOUNT, ":root")}
    root = {"Effect": "Allow", "Principal": account, "Action": "kms:*", "Resource": "*"}
    key = resource("Key", "AWS::KMS::Key", {"KeyPolicy": document(root, *statements)})
    whole = graph(TOPIC, QUEUE, SUBSCRIPTION, key)
    (delivery,) = deliveries(whole, SUBSCRIPTION)
    assert may_use_key(whole, delivery, key).truth is expected


def test_default_key_policy_lets_no_service_in() -> None:
    key = resource("Key", "AWS::KMS::Key")
    whole = graph(TOPIC, QUEUE, SUBSCRIPTION, key)
    (delivery,) = deliveries(whole, SUBSCRIPTION)
    assert may_use_key(whole, delivery, key).truth is Truth.NO


def test_the_same_refusal_is_told_once_at_its_first_sender() -> None:
    policy = resource(
        "Policy",
        "AWS::SNS::TopicPolicy",
        {"Topics": [ref("Topic")], "PolicyDocument": document(allow("budgets.amazonaws.com", "sns:Publish"))},
    )
    second = resource("Second", "AWS::CloudWatch::Alarm", {"AlarmActions": [ref("Topic")], "OKActions": [ref("Topic")]})
    gone = resource("Gone", "AWS::CloudWatch::Alarm", {"AlarmActions": [ref("Topic")]}, exists=Truth.NO)
    whole = graph(TOPIC, policy, gone, ALARM, second)
    judged = [
        Judged(sender, delivery, TOPIC, may_deliver(whole, delivery, TOPIC))
        for sender, delivery in senders(whole, "AWS::CloudWatch::Alarm")
    ]
    found = by_first_sender(judged)
    assert {address: [one.also for one in told] for address, told in found.items()} == {"Alarm": [("Second",)]}


def test_what_is_allowed_is_not_told() -> None:
    whole = graph(TOPIC, ALARM)
    ((sender, delivery),) = senders(whole, "AWS::CloudWatch::Alarm")
    assert by_first_sender([Judged(sender, delivery, TOPIC, may_deliver(whole, delivery, TOPIC))]) == {}


@pytest.mark.parametrize(
    ("target", "expected"), [({"RoleArn": "arn:aws:iam::123456789012:role/events"}, True), ({}, False)]
)
def test_role_of_a_target_is_seen(target: dict[str, Any], expected: bool) -> None:
    rule = resource("Rule", "AWS::Events::Rule", {"Targets": [{"Id": "one", "Arn": ref("Queue", "Arn"), **target}]})
    ((_, delivery),) = senders(graph(rule, QUEUE), "AWS::Events::Rule")
    assert by_role(delivery) is expected
