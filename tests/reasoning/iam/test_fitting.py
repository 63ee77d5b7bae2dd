"""Whether a resource pattern can mean what an action is done to."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.facts import iam_services
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Unknown
from stackproof.reasoning.iam.fitting import fits
from tests.graph.builders import ACCOUNT, REGION, graph, ref, resource, sub

WORLD = graph(
    resource("Docs", "AWS::S3::Bucket"),
    resource("Orders", "AWS::DynamoDB::Table"),
    resource("Jobs", "AWS::SQS::Queue"),
    resource("Logs", "AWS::Logs::LogGroup"),
    resource("Task", "AWS::ECS::TaskDefinition"),
)
YES, NO, OPEN = Truth.YES, Truth.NO, Truth.UNDECIDED


@pytest.mark.parametrize(
    ("pattern", "action", "expected"),
    [
        (Known("*"), "s3:GetObject", YES),
        (ref("Docs", "Arn"), "s3:GetObject", NO),
        (sub(ref("Docs", "Arn"), "/*"), "s3:GetObject", YES),
        (sub(ref("Docs", "Arn"), "*"), "s3:GetObject", YES),
        (ref("Docs", "Arn"), "s3:ListBucket", YES),
        (sub(ref("Docs", "Arn"), "/*"), "s3:ListBucket", NO),
        (Known("arn:aws:s3:::*"), "s3:ListBucket", YES),
        (Known("arn:aws:s3:::*"), "s3:GetObject", YES),
        (Known("arn:aws:s3:::docs/${aws:username}/*"), "s3:ListBucket", OPEN),
        (ref("Docs", "Arn"), "dynamodb:GetItem", NO),
        (ref("Orders", "Arn"), "dynamodb:GetItem", YES),
        (sub(ref("Orders", "Arn"), "/index/*"), "dynamodb:GetItem", NO),
        (sub(ref("Orders", "Arn"), "/index/*"), "dynamodb:Query", YES),
        (ref("Jobs", "Arn"), "sqs:SendMessage", YES),
        (ref("Jobs", "Arn"), "sqs:ListQueues", YES),
        (sub("arn:aws:sqs:", REGION, ":", ACCOUNT, ":orders-*"), "sqs:SendMessage", YES),
        (sub("arn:aws:sqs:", REGION, ":", ACCOUNT, ":orders-*"), "sns:Publish", NO),
        (ref("Logs", "Arn"), "logs:PutLogEvents", OPEN),
        (Known("arn:aws:logs:*:*:log-group:/app"), "logs:PutLogEvents", NO),
        (Known("arn:aws:logs:*:*:log-group:/app:*"), "logs:PutLogEvents", YES),
        (Known("arn:aws:logs:*:*:*"), "logs:PutLogEvents", YES),
        (Known("arn:aws:s3*"), "s3:GetObject", YES),
        (ref("Task"), "ecs:RunTask", OPEN),
        (Known("arn:aws:ecs:*:*:task-definition/work"), "ecs:RunTask", OPEN),
        (Known("arn:aws:ecs:*:*:task-definition/work:*"), "ecs:RunTask", YES),
        (Known("arn:aws:ecs:*:*:cluster/work"), "ecs:RunTask", NO),
        (Known("arn:aws:nosuch:*:*:thing/work"), "ecs:RunTask", OPEN),
        (Unknown("no value was given", "Parameter P"), "s3:GetObject", OPEN),
        (sub("arn:aws:s3:::", Unknown("no value was given", "Parameter P")), "s3:GetObject", OPEN),
    ],
)
def test_a_pattern_fits_an_action_or_not(pattern: Any, action: str, expected: Truth) -> None:
    facts = iam_services.action(action)
    assert facts is not None
    assert fits(pattern, facts, WORLD) is expected


@pytest.mark.parametrize(
    ("native", "expected"),
    [
        ("aws_cloudwatch_log_group", NO),
        ("aws:cloudwatch/logGroup:LogGroup", NO),
        ("aws-native:logs:LogGroup", OPEN),
    ],
)
def test_the_arn_of_a_log_group_ends_with_its_streams_in_cloudformation_alone(native: str, expected: Truth) -> None:
    group = resource("Logs", "AWS::Logs::LogGroup")
    group.native_type = native
    facts = iam_services.action("logs:PutLogEvents")
    assert facts is not None
    assert fits(ref("Logs", "Arn"), facts, graph(group)) is expected
