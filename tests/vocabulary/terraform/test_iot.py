"""AWS IoT Core."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.vocabulary.building import only, ref, translated, unknown
from tests.vocabulary.reading import plain

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iot:*", "Resource": "*"}]}


def test_things_and_what_lets_them_in() -> None:
    graph = translated(
        {
            "aws_iot_thing.a": {"name": "lamp", "attributes": {"room": "hall"}, "thing_type_name": "lamps"},
            "aws_iot_certificate.a": {"active": True, "csr": "pem"},
            "aws_iot_policy.a": {"name": "p", "policy": json.dumps(POLICY)},
            "aws_iot_policy_attachment.a": {
                "policy": ref("aws_iot_policy.a", "name"),
                "target": ref("aws_iot_certificate.a", "arn"),
            },
            "aws_iot_thing_principal_attachment.a": {
                "thing": ref("aws_iot_thing.a", "name"),
                "principal": ref("aws_iot_certificate.a", "arn"),
            },
            "aws_iot_thing_group.a": {
                "name": "lamps",
                "properties": [{"description": "d", "attribute_payload": [{"attributes": {"a": "b"}}]}],
            },
            "aws_iot_thing_type.a": {
                "name": "lamps",
                "deprecated": False,
                "properties": [{"description": "d", "searchable_attributes": ["room"]}],
            },
            "aws_iot_role_alias.a": {"alias": "r", "role_arn": "arn:r", "credential_duration": 900},
            "aws_iot_ca_certificate.a": {
                "active": False,
                "allow_auto_registration": True,
                "ca_certificate_pem": "pem",
            },
        }
    )
    assert {name: plain(one) for name, one in graph.resources.items()} == {
        "aws_iot_thing.a": {"ThingName": "lamp", "AttributePayload": {"Attributes": {"room": "hall"}}},
        "aws_iot_certificate.a": {"Status": "ACTIVE", "CertificateSigningRequest": "pem"},
        "aws_iot_policy.a": {"PolicyName": "p", "PolicyDocument": POLICY},
        "aws_iot_policy_attachment.a": {
            "PolicyName": "${aws_iot_policy.a}",
            "Principal": "${aws_iot_certificate.a.Arn}",
        },
        "aws_iot_thing_principal_attachment.a": {
            "ThingName": "${aws_iot_thing.a}",
            "Principal": "${aws_iot_certificate.a.Arn}",
        },
        "aws_iot_thing_group.a": {
            "ThingGroupName": "lamps",
            "ThingGroupProperties": {
                "ThingGroupDescription": "d",
                "AttributePayload": {"Attributes": {"a": "b"}},
            },
        },
        "aws_iot_thing_type.a": {
            "ThingTypeName": "lamps",
            "DeprecateThingType": False,
            "ThingTypeProperties": {"ThingTypeDescription": "d", "SearchableAttributes": ["room"]},
        },
        "aws_iot_role_alias.a": {"RoleAlias": "r", "RoleArn": "arn:r", "CredentialDurationSeconds": 900},
        "aws_iot_ca_certificate.a": {
            "Status": "INACTIVE",
            "AutoRegistrationStatus": "ENABLE",
            "CACertificatePem": "pem",
        },
    }


def _payload(arguments: dict[str, Any]) -> Any:
    rule = only({"aws_iot_topic_rule.a": {"name": "r", **arguments}})
    found = plain(rule)
    assert found.pop("RuleName") == "r"
    assert set(found) <= {"TopicRulePayload"}
    return found.get("TopicRulePayload")


def test_a_rule_with_actions_of_many_kinds() -> None:
    found = _payload(
        {
            "description": "d",
            "enabled": True,
            "sql": "SELECT *",
            "sql_version": "2016-03-23",
            "lambda": [{"function_arn": "arn:f"}],
            "dynamodb": [
                {
                    "hash_key_field": "k",
                    "hash_key_value": "v",
                    "table_name": "t",
                    "role_arn": "r",
                    "operation": "INSERT",
                }
            ],
            "dynamodbv2": [{"role_arn": "r", "put_item": [{"table_name": "t"}]}],
            "http": [{"url": "https://a", "http_header": [{"key": "k", "value": "v"}]}],
            "sqs": [{"queue_url": "q", "role_arn": "r", "use_base64": False}],
            "timestream": [
                {"database_name": "d", "table_name": "t", "role_arn": "r", "dimension": [{"name": "n", "value": "v"}]}
            ],
            "error_action": [{"sns": [{"target_arn": "arn:t", "role_arn": "r", "message_format": "RAW"}]}],
        }
    )
    assert found == {
        "Description": "d",
        "RuleDisabled": False,
        "Sql": "SELECT *",
        "AwsIotSqlVersion": "2016-03-23",
        "Actions": [
            {"DynamoDB": {"HashKeyField": "k", "HashKeyValue": "v", "TableName": "t", "RoleArn": "r"}},
            {"DynamoDBv2": {"RoleArn": "r", "PutItem": {"TableName": "t"}}},
            {"Http": {"Url": "https://a", "Headers": [{"Key": "k", "Value": "v"}]}},
            {"Lambda": {"FunctionArn": "arn:f"}},
            {"Sqs": {"QueueUrl": "q", "RoleArn": "r", "UseBase64": False}},
            {
                "Timestream": {
                    "DatabaseName": "d",
                    "TableName": "t",
                    "RoleArn": "r",
                    "Dimensions": [{"Name": "n", "Value": "v"}],
                }
            },
        ],
        "ErrorAction": {"Sns": {"TargetArn": "arn:t", "RoleArn": "r", "MessageFormat": "RAW"}},
    }


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, None),
        ({"enabled": unknown()}, {"RuleDisabled": "unknown"}),
        ({"sns": unknown()}, {"Actions": ["..."]}),
        (
            {"kinesis": [{"stream_name": "s"}], "sns": unknown()},
            {"Actions": [{"Kinesis": {"StreamName": "s"}}, "..."]},
        ),
        ({"error_action": unknown()}, {"ErrorAction": {"...": "..."}}),
        ({"error_action": [{"sqs": unknown()}]}, {"ErrorAction": {"...": "..."}}),
    ],
)
def test_what_is_not_known_of_a_rule_stays_so(arguments: dict[str, Any], expected: Any) -> None:
    assert _payload(arguments) == expected


def test_where_rules_deliver_to() -> None:
    found = only(
        {
            "aws_iot_topic_rule_destination.a": {
                "enabled": False,
                "vpc_configuration": [{"role_arn": "r", "vpc_id": "v", "subnet_ids": ["s"], "security_groups": ["g"]}],
            }
        }
    )
    assert plain(found) == {
        "Status": "DISABLED",
        "VpcProperties": {"RoleArn": "r", "VpcId": "v", "SubnetIds": ["s"], "SecurityGroups": ["g"]},
    }
