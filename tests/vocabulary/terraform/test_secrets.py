"""Keys, secrets and parameters: nothing that is a secret is shown."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.serialise import to_json
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, MapValue, Reference, Sensitive, Unknown
from tests.vocabulary.building import only, properties, ref, translated, unknown
from tests.vocabulary.reading import plain

POLICY = '{"Statement": [{"Effect": "Allow"}]}'
DOCUMENT = {"Statement": [{"Effect": "Allow"}]}
KEY = "aws_kms_key.k"
SECRET = "aws_secretsmanager_secret.s"


def test_a_key() -> None:
    found = only(
        {
            KEY: {
                "description": "d",
                "policy": POLICY,
                "enable_key_rotation": True,
                "rotation_period_in_days": 90,
                "deletion_window_in_days": 7,
                "is_enabled": True,
                "customer_master_key_spec": "SYMMETRIC_DEFAULT",
                "multi_region": True,
                "bypass_policy_lockout_safety_check": False,
            }
        }
    )
    assert found.type == "AWS::KMS::Key"
    assert properties(found) == {
        "Description": "d",
        "KeyPolicy": DOCUMENT,
        "EnableKeyRotation": True,
        "RotationPeriodInDays": 90,
        "PendingWindowInDays": 7,
        "Enabled": True,
        "KeySpec": "SYMMETRIC_DEFAULT",
        "MultiRegion": True,
        "BypassPolicyLockoutSafetyCheck": False,
    }


def test_a_policy_of_its_own_is_the_keys_and_an_alias_names_the_key() -> None:
    graph = translated(
        {
            KEY: {},
            "aws_kms_key_policy.p": {"key_id": ref(KEY, "id"), "policy": POLICY},
            "aws_kms_alias.a": {"name": "alias/app", "target_key_id": ref(KEY, "key_id")},
        }
    )
    assert list(graph.resources) == [KEY, "aws_kms_alias.a"]
    assert properties(graph.resources[KEY]) == {"KeyPolicy": DOCUMENT}
    assert properties(graph.resources["aws_kms_alias.a"]) == {"AliasName": "alias/app", "TargetKeyId": {"$ref": KEY}}


def test_a_key_with_material_of_ones_own_shows_none_of_it() -> None:
    graph = translated(
        {"aws_kms_external_key.e": {"key_material_base64": "c2VjcmV0", "deletion_window_in_days": 7, "enabled": True}}
    )
    found = graph.resources["aws_kms_external_key.e"]
    assert found.type == "AWS::KMS::Key"
    assert properties(found) == {"Origin": "EXTERNAL", "PendingWindowInDays": 7, "Enabled": True}
    assert isinstance(found.attributes["key_material_base64"], Sensitive)
    assert "c2VjcmV0" not in to_json(graph)


def test_a_replica_of_a_key() -> None:
    found = only({"aws_kms_replica_key.r": {"primary_key_arn": "arn:k", "policy": POLICY, "enabled": True}})
    assert (found.type, properties(found)) == (
        "AWS::KMS::ReplicaKey",
        {"PrimaryKeyArn": "arn:k", "KeyPolicy": DOCUMENT, "Enabled": True},
    )


def test_the_value_of_a_secret_is_the_secrets_and_hidden() -> None:
    graph = translated(
        {
            SECRET: {
                "name": "db",
                "kms_key_id": "key",
                "recovery_window_in_days": 0,
                "replica": [{"region": "eu-west-1", "kms_key_id": "other"}],
            },
            "aws_secretsmanager_secret_version.v": {
                "secret_id": ref(SECRET, "id"),
                "secret_string": ref("random_password.p", "result"),
            },
            "random_password.p": {"length": 20},
        }
    )
    assert list(graph.resources) == [SECRET, "random_password.p"]
    secret = graph.resources[SECRET]
    assert properties(secret) == {
        "Name": "db",
        "KmsKeyId": "key",
        "ReplicaRegions": [{"Region": "eu-west-1", "KmsKeyId": "other"}],
        "SecretString": {"$sensitive": True},
    }
    assert secret.get("SecretString") == Sensitive(Reference("random_password.p", "result"))


@pytest.mark.parametrize("argument", ["secret_string", "secret_string_wo"])
def test_a_value_in_plain_text_is_left_for_whoever_looks_for_such(argument: str) -> None:
    graph = translated(
        {SECRET: {}, "aws_secretsmanager_secret_version.v": {"secret_id": ref(SECRET), argument: "open"}}
    )
    assert graph.resources[SECRET].get("SecretString") == Known("open")


def test_a_value_that_is_not_known_is_hidden_and_not_absent() -> None:
    graph = translated(
        {SECRET: {}, "aws_secretsmanager_secret_version.v": {"secret_id": ref(SECRET), "secret_string": unknown()}}
    )
    assert graph.resources[SECRET].get("SecretString") == Sensitive(unknown())


@pytest.mark.parametrize("attribute", ["id", "arn", "secret_id", "secret_arn"])
def test_a_version_is_named_as_its_secret(attribute: str) -> None:
    graph = translated(
        {
            SECRET: {},
            "aws_secretsmanager_secret_version.v": {"secret_id": ref(SECRET, "id"), "secret_string": unknown()},
            "aws_ssm_parameter.p": {"value": ref("aws_secretsmanager_secret_version.v", attribute)},
        }
    )
    assert graph.resources["aws_ssm_parameter.p"].get("Value") == Reference(SECRET)


def test_rotation_and_policies_of_secrets() -> None:
    graph = translated(
        {
            SECRET: {"policy": POLICY},
            "aws_secretsmanager_secret_rotation.r": {
                "secret_id": ref(SECRET, "id"),
                "rotation_lambda_arn": "arn:f",
                "rotate_immediately": False,
                "rotation_rules": [{"automatically_after_days": 30}],
            },
            "aws_secretsmanager_secret_policy.p": {"secret_arn": ref(SECRET, "arn"), "policy": POLICY},
        }
    )
    inside = graph.resources[f"{SECRET}/policy"]
    assert inside.type == "AWS::SecretsManager::ResourcePolicy"
    assert properties(inside) == {"SecretId": {"$ref": SECRET}, "ResourcePolicy": DOCUMENT}
    assert properties(graph.resources["aws_secretsmanager_secret_policy.p"]) == properties(inside)
    rotation = graph.resources["aws_secretsmanager_secret_rotation.r"]
    assert rotation.type == "AWS::SecretsManager::RotationSchedule"
    assert properties(rotation) == {
        "SecretId": {"$ref": SECRET},
        "RotationLambdaARN": "arn:f",
        "RotateImmediatelyOnUpdate": False,
        "RotationRules": {"AutomaticallyAfterDays": 30},
    }


def test_a_secret_whose_policy_may_be_null_may_have_one() -> None:
    graph = translated({SECRET: {"policy": unknown()}})
    assert graph.resources[f"{SECRET}/policy"].exists is Truth.UNDECIDED


@pytest.mark.parametrize(
    ("kind", "hidden"), [("String", False), ("StringList", False), ("SecureString", True), (unknown(), True)]
)
def test_the_value_of_a_parameter_is_hidden_where_it_may_be_a_secret(kind: Any, hidden: bool) -> None:
    found = only({"aws_ssm_parameter.p": {"name": "/a", "type": kind, "value": "v", "key_id": "key"}})
    assert found.type == "AWS::SSM::Parameter"
    assert isinstance(found.get("Value"), Sensitive if hidden else Known)
    assert isinstance(found.get("KmsKeyId"), Absent)


def test_tags_of_a_parameter_are_a_map() -> None:
    found = only({"aws_ssm_parameter.p": {"insecure_value": "v", "tags": {"team": "data"}}})
    assert properties(found) == {"Value": "v", "Tags": {"team": "data"}}


def test_what_else_systems_manager_has() -> None:
    graph = translated(
        {
            "aws_ssm_patch_baseline.b": {
                "name": "b",
                "global_filter": [{"key": "PRODUCT", "values": ["AmazonLinux2023"]}],
                "approval_rule": [
                    {"approve_after_days": 7, "patch_filter": [{"key": "SEVERITY", "values": ["Critical"]}]}
                ],
            },
            "aws_ssm_patch_group.g": {"baseline_id": ref("aws_ssm_patch_baseline.b", "id"), "patch_group": "web"},
            "aws_ssm_default_patch_baseline.d": {"baseline_id": ref("aws_ssm_patch_baseline.b", "id")},
            "aws_ssm_association.a": {
                "name": "AWS-RunPatchBaseline",
                "parameters": {"Operation": "Scan"},
                "output_location": [{"s3_bucket_name": "logs"}],
            },
            "aws_ssm_maintenance_window_task.t": {
                "window_id": "mw-1",
                "task_invocation_parameters": [
                    {"run_command_parameters": [{"parameter": [{"name": "Operation", "values": ["Install"]}]}]}
                ],
            },
        }
    )
    assert [properties(one) for one in graph.resources.values()] == [
        {
            "Name": "b",
            "GlobalFilters": {"PatchFilters": [{"Key": "PRODUCT", "Values": ["AmazonLinux2023"]}]},
            "ApprovalRules": {
                "PatchRules": [
                    {
                        "ApproveAfterDays": 7,
                        "PatchFilterGroup": {"PatchFilters": [{"Key": "SEVERITY", "Values": ["Critical"]}]},
                    }
                ]
            },
            "PatchGroups": ["web"],
            "DefaultBaseline": True,
        },
        {
            "Name": "AWS-RunPatchBaseline",
            "Parameters": {"Operation": ["Scan"]},
            "OutputLocation": {"S3Location": {"OutputS3BucketName": "logs"}},
        },
        {
            "WindowId": "mw-1",
            "TaskInvocationParameters": {
                "MaintenanceWindowRunCommandParameters": {"Parameters": {"Operation": ["Install"]}}
            },
        },
    ]


def test_parameters_of_a_task_whose_name_is_not_known_are_known_in_part() -> None:
    written = [{"automation_parameters": [{"parameter": [{"name": unknown(), "values": ["x"]}]}]}]
    found = only({"aws_ssm_maintenance_window_task.t": {"task_invocation_parameters": written}})
    parameters = found.get("TaskInvocationParameters", "MaintenanceWindowAutomationParameters", "Parameters")
    assert isinstance(parameters, MapValue)
    assert not parameters.complete


def test_a_secret_binary_is_kept_hidden() -> None:
    graph = translated(
        {SECRET: {}, "aws_secretsmanager_secret_version.v": {"secret_id": ref(SECRET), "secret_binary": "c2VjcmV0"}}
    )
    assert "c2VjcmV0" not in to_json(graph)
    assert isinstance(graph.resources[SECRET].get("SecretString"), (Absent, Unknown))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"name": "db"}, "arn:unknown:secretsmanager:us-east-1:unknown:secret:db-unknown"),
        (
            {"arn": "arn:aws:secretsmanager:us-east-1:1:secret:db-abcdef"},
            "arn:aws:secretsmanager:us-east-1:1:secret:db-abcdef",
        ),
        ({}, "unknown"),
    ],
)
@pytest.mark.parametrize("attribute", ["arn", "id"])
def test_a_secret_that_exists_has_an_arn_made_of_its_name(asked: Any, expected: str, attribute: str) -> None:
    found = only(
        {
            "aws_ssm_parameter.p": {"name": "p", "type": "String", "value": ref(f"data.{SECRET}", attribute)},
            f"data.{SECRET}": asked,
        },
        region=Known("us-east-1"),
    )
    assert plain(found)["Value"] == expected
