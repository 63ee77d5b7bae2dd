"""IAM, Lambda, EventBridge, CloudWatch, audit and developer tools in Terraform's words."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.location import NOWHERE
from stackproof.graph.values import Absent, Reference, Unknown
from stackproof.vocabulary.json_text import Encoded
from tests.vocabulary.building import only, properties, ref, translated, unknown, value

_POLICY: dict[str, Any] = {"Version": "2012-10-17", "Statement": []}


def _json(data: Any) -> Encoded:
    return Encoded(value(data, NOWHERE))


def test_inline_policies_stay_in_the_role_and_empty_ones_are_none() -> None:
    role = {"assume_role_policy": _json(_POLICY), "inline_policy": [{"name": "a", "policy": _json(_POLICY)}, {}]}
    assert properties(only({"aws_iam_role.r": role})) == {
        "AssumeRolePolicyDocument": _POLICY,
        "Policies": [{"PolicyName": "a", "PolicyDocument": _POLICY}],
    }
    emptied = only({"aws_iam_role.r": {"assume_role_policy": _json(_POLICY), "inline_policy": [{}]}})
    assert isinstance(emptied.get("Policies"), Absent)


def test_a_policy_of_the_account_is_a_managed_policy_and_its_arn_is_what_ref_gives() -> None:
    graph = translated(
        {
            "aws_iam_policy.p": {"name": "p", "policy": _json(_POLICY)},
            "aws_iam_user.u": {"name": "u"},
            "aws_iam_user_policy_attachment.a": {
                "user": ref("aws_iam_user.u", "name"),
                "policy_arn": ref("aws_iam_policy.p", "arn"),
            },
        }
    )
    assert graph.resources["aws_iam_policy.p"].type == "AWS::IAM::ManagedPolicy"
    assert properties(graph.resources["aws_iam_user.u"]) == {
        "UserName": "u",
        "ManagedPolicyArns": [{"$ref": "aws_iam_policy.p"}],
    }


def test_an_instance_profile_has_a_list_of_one_role() -> None:
    graph = translated({"aws_iam_role.r": {}, "aws_iam_instance_profile.p": {"role": ref("aws_iam_role.r", "name")}})
    assert properties(graph.resources["aws_iam_instance_profile.p"]) == {"Roles": [{"$ref": "aws_iam_role.r"}]}


def test_a_package_on_disk_is_code_of_an_unknown_place() -> None:
    found = only({"aws_lambda_function.f": {"function_name": "f", "role": "r", "filename": "build/f.zip"}})
    assert isinstance(found.get("Code", "S3Key"), Unknown)
    assert isinstance(found.get("Code", "ZipFile"), Absent)
    assert "filename" in found.attributes


def test_a_permission_for_an_alias_names_it_behind_the_function() -> None:
    graph = translated(
        {
            "aws_lambda_function.f": {"function_name": "f"},
            "aws_lambda_permission.p": {
                "function_name": ref("aws_lambda_function.f", "function_name"),
                "qualifier": "live",
                "action": "lambda:InvokeFunction",
                "principal": "s3.amazonaws.com",
            },
        }
    )
    assert properties(graph.resources["aws_lambda_permission.p"])["FunctionName"] == {
        "$text": [{"$ref": "aws_lambda_function.f"}, ":live"]
    }


@pytest.mark.parametrize(("given", "expected"), [(None, {}), ("live", {"Qualifier": "live"})])
def test_a_configuration_of_calls_is_for_the_version_that_is_named_and_none_is_made_up(
    given: str | None, expected: dict[str, str]
) -> None:
    found = only({"aws_lambda_function_event_invoke_config.c": {"function_name": "f", "qualifier": given}})
    assert properties(found) == {"FunctionName": "f", **expected}


def test_targets_are_items_of_the_rules_list() -> None:
    graph = translated(
        {
            "aws_cloudwatch_event_rule.r": {"name": "r", "is_enabled": False, "schedule_expression": "rate(1 hour)"},
            "aws_sqs_queue.q": {},
            "aws_cloudwatch_event_target.t": {
                "rule": ref("aws_cloudwatch_event_rule.r", "name"),
                "target_id": "queue",
                "arn": ref("aws_sqs_queue.q", "arn"),
                "dead_letter_config": [{"arn": "arn:aws:sqs:us-east-1:1:d"}],
            },
            "aws_cloudwatch_event_target.commands": {
                "rule": "r",
                "arn": "arn:x",
                "run_command_targets": [{"key": "tag:a", "values": ["b"]}],
            },
        }
    )
    assert properties(graph.resources["aws_cloudwatch_event_rule.r"]) == {
        "Name": "r",
        "State": "DISABLED",
        "ScheduleExpression": "rate(1 hour)",
        "Targets": [
            {
                "Id": "queue",
                "Arn": {"$ref": "aws_sqs_queue.q", "attribute": "Arn"},
                "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:1:d"},
            },
            {
                "Arn": "arn:x",
                "RunCommandParameters": {"RunCommandTargets": [{"Key": "tag:a", "Values": ["b"]}]},
            },
        ],
    }


def test_dimensions_of_alarms_and_of_their_metrics_are_pairs() -> None:
    query = {
        "id": "m1",
        "metric": [{"metric_name": "Errors", "namespace": "N", "period": 60, "stat": "Sum", "dimensions": {"F": "f"}}],
    }
    alarm = {
        "alarm_name": "a",
        "comparison_operator": "GreaterThanThreshold",
        "dimensions": {"Q": ref("aws_sqs_queue.q", "name")},
    }
    graph = translated({"aws_sqs_queue.q": {}, "aws_cloudwatch_metric_alarm.a": {**alarm, "metric_query": [query]}})
    assert properties(graph.resources["aws_cloudwatch_metric_alarm.a"]) == {
        "AlarmName": "a",
        "ComparisonOperator": "GreaterThanThreshold",
        "Dimensions": [{"Name": "Q", "Value": {"$ref": "aws_sqs_queue.q", "attribute": "QueueName"}}],
        "Metrics": [
            {
                "Id": "m1",
                "MetricStat": {
                    "Metric": {"MetricName": "Errors", "Namespace": "N", "Dimensions": [{"Name": "F", "Value": "f"}]},
                    "Period": 60,
                    "Stat": "Sum",
                },
            }
        ],
    }


@pytest.mark.parametrize(("given", "expected"), [(None, True), (False, False)])
def test_a_trail_logs_unless_it_is_told_not_to(given: bool | None, expected: bool) -> None:
    found = only({"aws_cloudtrail.t": {"name": "t", "s3_bucket_name": "b", "enable_logging": given}})
    assert properties(found) == {"TrailName": "t", "S3BucketName": "b", "IsLogging": expected}


def test_features_are_folded_into_the_detector() -> None:
    graph = translated(
        {
            "aws_guardduty_detector.d": {"enable": True},
            "aws_guardduty_detector_feature.f": {
                "detector_id": ref("aws_guardduty_detector.d", "id"),
                "name": "S3_DATA_EVENTS",
                "status": "ENABLED",
            },
        }
    )
    assert properties(graph.resources["aws_guardduty_detector.d"]) == {
        "Enable": True,
        "Features": [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}],
    }


def test_a_state_machines_definition_is_a_text_and_its_logs_have_one_destination() -> None:
    logging = [{"level": "ALL", "log_destination": "arn:aws:logs:us-east-1:1:log-group:x:*"}]
    machine = {"name": "m", "role_arn": "r", "definition": _json({"StartAt": "A"}), "logging_configuration": logging}
    assert properties(only({"aws_sfn_state_machine.m": machine})) == {
        "StateMachineName": "m",
        "RoleArn": "r",
        "DefinitionString": '{"StartAt":"A"}',
        "LoggingConfiguration": {
            "Level": "ALL",
            "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": "arn:aws:logs:us-east-1:1:log-group:x:*"}}],
        },
    }


def test_a_pipelines_artifacts_have_names_and_its_store_is_one_or_one_a_region() -> None:
    action = {
        "name": "Build",
        "category": "Build",
        "owner": "AWS",
        "provider": "CodeBuild",
        "version": "1",
        "input_artifacts": ["source"],
        "configuration": {"ProjectName": "p"},
    }
    pipeline = {"name": "p", "role_arn": "r", "stage": [{"name": "Build", "action": [action]}]}
    store = {"location": "b", "type": "S3", "encryption_key": [{"id": "k", "type": "KMS"}]}
    one = properties(only({"aws_codepipeline.p": {**pipeline, "artifact_store": [store]}}))
    assert one["ArtifactStore"] == {"Location": "b", "Type": "S3", "EncryptionKey": {"Id": "k", "Type": "KMS"}}
    assert one["Stages"] == [
        {
            "Name": "Build",
            "Actions": [
                {
                    "Name": "Build",
                    "ActionTypeId": {"Category": "Build", "Owner": "AWS", "Provider": "CodeBuild", "Version": "1"},
                    "InputArtifacts": [{"Name": "source"}],
                    "Configuration": {"ProjectName": "p"},
                }
            ],
        }
    ]
    several = [{"location": "b", "type": "S3", "region": "eu-west-1"}]
    two = properties(only({"aws_codepipeline.p": {**pipeline, "artifact_store": several}}))
    assert two["ArtifactStores"] == [{"Region": "eu-west-1", "ArtifactStore": {"Location": "b", "Type": "S3"}}]


@pytest.mark.parametrize(("given", "expected"), [(True, ["SOFTWARE_TOKEN_MFA"]), (False, None)])
def test_a_second_factor_by_software_is_one_of_the_enabled_ones(given: bool, expected: list[str] | None) -> None:
    pool = only({"aws_cognito_user_pool.p": {"name": "p", "software_token_mfa_configuration": [{"enabled": given}]}})
    assert properties(pool).get("EnabledMfas") == expected
    open_ = only({"aws_cognito_user_pool.p": {"software_token_mfa_configuration": [{"enabled": unknown()}]}})
    assert isinstance(open_.get("EnabledMfas"), Unknown)


def test_a_schedules_id_is_its_arn() -> None:
    graph = translated(
        {
            "aws_scheduler_schedule.s": {"name": "s"},
            "aws_ssm_parameter.p": {"name": "p", "type": "String", "value": ref("aws_scheduler_schedule.s", "id")},
        }
    )
    assert graph.resources["aws_ssm_parameter.p"].get("Value") == Reference("aws_scheduler_schedule.s", "Arn")
