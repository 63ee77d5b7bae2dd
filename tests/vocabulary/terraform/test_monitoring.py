"""AWS Budgets, CloudWatch Synthetics, AWS X-Ray."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain


def test_a_budget_and_those_who_are_told() -> None:
    found = only(
        {
            "aws_budgets_budget.a": {
                "name": "month",
                "budget_type": "COST",
                "limit_amount": "100",
                "limit_unit": "USD",
                "time_unit": "MONTHLY",
                "time_period_start": "2026-01-01_00:00",
                "cost_filter": [{"name": "Service", "values": ["Amazon EC2"]}],
                "cost_types": [{"include_tax": False}],
                "notification": [
                    {
                        "comparison_operator": "GREATER_THAN",
                        "threshold": 80,
                        "threshold_type": "PERCENTAGE",
                        "notification_type": "ACTUAL",
                        "subscriber_email_addresses": ["a@example.com"],
                        "subscriber_sns_topic_arns": [ref("aws_sns_topic.t", "arn")],
                    }
                ],
                "tags": {"a": "b"},
            },
            "aws_sns_topic.t": {},
        }
    )
    assert plain(found) == {
        "Budget": {
            "BudgetName": "month",
            "BudgetType": "COST",
            "BudgetLimit": {"Amount": 100, "Unit": "USD"},
            "TimeUnit": "MONTHLY",
            "TimePeriod": {"Start": "unknown"},
            "CostFilters": {"Service": ["Amazon EC2"]},
            "CostTypes": {"IncludeTax": False},
        },
        "NotificationsWithSubscribers": [
            {
                "Notification": {
                    "ComparisonOperator": "GREATER_THAN",
                    "Threshold": 80,
                    "ThresholdType": "PERCENTAGE",
                    "NotificationType": "ACTUAL",
                },
                "Subscribers": [
                    {"Address": "a@example.com", "SubscriptionType": "EMAIL"},
                    {"Address": "${aws_sns_topic.t}", "SubscriptionType": "SNS"},
                ],
            }
        ],
        "ResourceTags": [{"Key": "a", "Value": "b"}],
    }


def test_expressions_of_a_budget_may_stand_inside_one_another() -> None:
    dimension = {"key": "REGION", "values": ["eu-west-1"]}
    found = only(
        {
            "aws_budgets_budget.a": {
                "filter_expression": [
                    {
                        "or": [
                            {"dimensions": [dimension]},
                            {"not": [{"tags": [{"key": "team", "values": ["x"]}]}]},
                        ],
                    }
                ],
            }
        }
    )
    assert plain(found) == {
        "Budget": {
            "FilterExpression": {
                "Or": [
                    {"Dimensions": {"Key": "REGION", "Values": ["eu-west-1"]}},
                    {"Not": {"Tags": {"Key": "team", "Values": ["x"]}}},
                ]
            }
        }
    }


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"notification": unknown()}, {"NotificationsWithSubscribers": "unknown"}),
        ({"filter_expression": unknown()}, {"Budget": {"FilterExpression": "unknown"}}),
        ({"planned_limit": [{"amount": "1"}]}, {"Budget": {"PlannedBudgetLimits": "unknown"}}),
        ({"planned_limit": []}, {}),
        ({"time_period_end": unknown()}, {"Budget": {"TimePeriod": {"End": "unknown"}}}),
        (
            {"notification": [{"threshold": 1, "subscriber_email_addresses": unknown()}]},
            {
                "NotificationsWithSubscribers": [
                    {
                        "Notification": {"Threshold": 1},
                        "Subscribers": [{"Address": "unknown", "SubscriptionType": "EMAIL"}, "..."],
                    }
                ]
            },
        ),
    ],
)
def test_what_is_not_known_of_a_budget_stays_so(arguments: dict[str, Any], expected: dict[str, Any]) -> None:
    assert plain(only({"aws_budgets_budget.a": arguments})) == expected


def test_what_is_done_when_a_budget_is_spent() -> None:
    found = only(
        {
            "aws_budgets_budget_action.a": {
                "budget_name": "month",
                "action_type": "RUN_SSM_DOCUMENTS",
                "action_threshold": [{"action_threshold_type": "PERCENTAGE", "action_threshold_value": 90}],
                "definition": [
                    {"ssm_action_definition": [{"action_sub_type": "STOP_EC2_INSTANCES", "instance_ids": ["i-1"]}]}
                ],
                "subscriber": [{"address": "a@example.com", "subscription_type": "EMAIL"}],
            }
        }
    )
    assert plain(found) == {
        "BudgetName": "month",
        "ActionType": "RUN_SSM_DOCUMENTS",
        "ActionThreshold": {"Type": "PERCENTAGE", "Value": 90},
        "Definition": {"SsmActionDefinition": {"Subtype": "STOP_EC2_INSTANCES", "InstanceIds": ["i-1"]}},
        "Subscribers": [{"Address": "a@example.com", "Type": "EMAIL"}],
    }


def test_canaries_and_their_groups() -> None:
    graph = translated(
        {
            "aws_synthetics_canary.a": {
                "name": "c",
                "handler": "index.handler",
                "s3_bucket": "b",
                "s3_key": "k",
                "s3_version": "1",
                "start_canary": True,
                "delete_lambda": False,
                "schedule": [{"expression": "rate(5 minutes)"}],
                "vpc_config": [{"subnet_ids": ["s"], "security_group_ids": ["g"]}],
            },
            "aws_synthetics_canary.b": {"name": "d", "handler": "index.handler", "zip_file": "canary.zip"},
            "aws_synthetics_group.a": {"name": "g"},
            "aws_synthetics_group_association.a": {
                "group_name": ref("aws_synthetics_group.a", "name"),
                "canary_arn": "arn:c",
            },
        }
    )
    assert [plain(one) for one in graph.resources.values()] == [
        {
            "Name": "c",
            "Code": {"Handler": "index.handler", "S3Bucket": "b", "S3Key": "k", "S3ObjectVersion": "1"},
            "StartCanaryAfterCreation": True,
            "DeleteLambdaResourcesOnCanaryDeletion": False,
            "Schedule": {"Expression": "rate(5 minutes)"},
            "VPCConfig": {"SubnetIds": ["s"], "SecurityGroupIds": ["g"]},
        },
        {"Name": "d", "Code": {"Handler": "index.handler", "Script": "unknown"}},
        {"Name": "g", "ResourceArns": ["arn:c"]},
    ]


def test_a_sampling_rule_stands_below_its_name() -> None:
    found = only(
        {
            "aws_xray_sampling_rule.a": {
                "rule_name": "r",
                "priority": 10,
                "version": 1,
                "reservoir_size": 1,
                "fixed_rate": 0.05,
                "url_path": "*",
                "host": "*",
                "http_method": "*",
                "service_type": "*",
                "service_name": "*",
                "resource_arn": "*",
                "attributes": {"a": "b"},
            }
        }
    )
    assert plain(found) == {
        "RuleName": "r",
        "SamplingRule": {
            "Priority": 10,
            "Version": 1,
            "ReservoirSize": 1,
            "FixedRate": 0.05,
            "URLPath": "*",
            "Host": "*",
            "HTTPMethod": "*",
            "ServiceType": "*",
            "ServiceName": "*",
            "ResourceARN": "*",
            "Attributes": {"a": "b"},
        },
    }
