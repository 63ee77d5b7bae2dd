"""Alarms, topics, dashboards, AWS Config, outputs and names."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest

from payment_dr.naming import LONGEST_SUFFIX, Names

if TYPE_CHECKING:
    from tests.unit.stack import Synthesised

SIDES = ("Primary", "Secondary")
NAMES = {
    "aws_apigatewayv2_api": "name",
    "aws_apigatewayv2_domain_name": "domain_name",
    "aws_backup_plan": "name",
    "aws_backup_selection": "name",
    "aws_backup_vault": "name",
    "aws_cloudwatch_dashboard": "dashboard_name",
    "aws_cloudwatch_event_bus": "name",
    "aws_cloudwatch_event_endpoint": "name",
    "aws_cloudwatch_event_rule": "name",
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_config_config_rule": "name",
    "aws_config_configuration_recorder": "name",
    "aws_config_delivery_channel": "name",
    "aws_db_subnet_group": "name",
    "aws_dynamodb_table": "name",
    "aws_iam_role": "name",
    "aws_kms_alias": "name",
    "aws_lambda_function": "function_name",
    "aws_rds_cluster": "cluster_identifier",
    "aws_rds_cluster_instance": "identifier",
    "aws_rds_cluster_parameter_group": "name",
    "aws_rds_global_cluster": "global_cluster_identifier",
    "aws_s3_bucket": "bucket",
    "aws_security_group": "name",
    "aws_sfn_state_machine": "name",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
    "aws_ssm_document": "name",
    "aws_ssm_parameter": "name",
}


def alarm(stack: Synthesised, side: str, purpose: str) -> dict[str, Any]:
    """An alarm of a region."""
    return stack.one("aws_cloudwatch_metric_alarm", f"{side}Service_Alarms_{purpose}_")


@pytest.mark.parametrize("side", SIDES)
def test_replication_lag_over_a_minute_is_told_and_so_is_its_absence(stack: Synthesised, side: str) -> None:
    found = alarm(stack, side, "replication-lag")
    topic = f"${{{stack.id_of('aws_sns_topic', f'{side}_')}.arn}}"
    cluster = stack.id_of("aws_rds_cluster", f"{side}Service_")
    assert (found["namespace"], found["metric_name"]) == ("AWS/RDS", "AuroraGlobalDBReplicationLag")
    assert found["dimensions"] == {"DBClusterIdentifier": f"${{{cluster}.cluster_identifier}}"}
    assert (found["statistic"], found["threshold"], found["period"]) == ("Maximum", 60_000, 60)
    assert (found["evaluation_periods"], found["comparison_operator"]) == (2, "GreaterThanThreshold")
    assert found["treat_missing_data"] == "missing"
    assert found["alarm_actions"] == found["ok_actions"] == found["insufficient_data_actions"] == [topic]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("purpose", "metric", "statistic", "threshold", "periods"),
    [
        ("database-cpu", "CPUUtilization", "Average", 80, 3),
        ("function-errors", "Errors", "Sum", 0, 1),
        ("function-throttles", "Throttles", "Sum", 0, 1),
        ("health-throttles", "Throttles", "Sum", 0, 1),
        ("api-errors", "5xx", "Sum", 5, 1),
        ("table-throttles", "WriteThrottleEvents", "Sum", 0, 1),
    ],
)
def test_other_alarms(
    stack: Synthesised, side: str, purpose: str, metric: str, statistic: str, threshold: int, periods: int
) -> None:
    found = alarm(stack, side, purpose)
    assert (found["metric_name"], found["statistic"], found["threshold"]) == (metric, statistic, threshold)
    assert (found["period"], found["evaluation_periods"]) == (300, periods)
    assert found["treat_missing_data"] == "notBreaching"
    assert "insufficient_data_actions" not in found
    assert found["alarm_actions"] == [f"${{{stack.id_of('aws_sns_topic', f'{side}_')}.arn}}"]


def test_thresholds_are_settings(protected: Synthesised) -> None:
    assert alarm(protected, "Primary", "replication-lag")["threshold"] == 30_000


@pytest.mark.parametrize("side", SIDES)
def test_the_topic_takes_alarms_of_this_account_by_tls_alone(stack: Synthesised, side: str) -> None:
    topic = stack.one("aws_sns_topic", f"{side}_")
    assert topic["kms_master_key_id"] == f"${{{stack.id_of('aws_kms_key', f'{side}_')}.arn}}"
    allowed, denied = json.loads(stack.one("aws_sns_topic_policy", f"{side}_")["policy"])["Statement"]
    assert allowed["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allowed["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "${data.aws_caller_identity.account.account_id}"}
    }
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert not stack.all("aws_sns_topic_subscription")


def test_people_are_told_in_both_regions(protected: Synthesised) -> None:
    subscriptions = protected.all("aws_sns_topic_subscription").values()
    assert [(one["protocol"], one["endpoint"]) for one in subscriptions] == [("email", "people@example.org")] * 2


@pytest.mark.parametrize("side", SIDES)
def test_each_dashboard_shows_both_regions(stack: Synthesised, side: str) -> None:
    found = stack.one("aws_cloudwatch_dashboard", f"{side}Service_")
    widgets = json.loads(found["dashboard_body"])["widgets"]
    shown = [(one["properties"]["title"], one["properties"]["region"], one["x"], one["y"]) for one in widgets]
    assert shown == [
        (f"{title}, {region}", region, column * 6, row * 6)
        for row, region in enumerate(("us-east-1", "us-west-2"))
        for column, title in enumerate(("Database", "Payment function", "API", "Session table"))
    ]
    metrics = [metric[:2] for one in widgets[:4] for metric in one["properties"]["metrics"]]
    # Aurora may publish the lag by more than the cluster: it is searched for.
    lag = [metric for metric in metrics if isinstance(metric[0], dict)]
    metrics = [metric for metric in metrics if metric not in lag]
    cluster = stack.id_of("aws_rds_cluster", "PrimaryService_")
    assert lag == [
        [
            {
                "expression": (
                    'SEARCH(\'Namespace="AWS/RDS" MetricName="AuroraGlobalDBReplicationLag"'
                    f" DBClusterIdentifier=\"${{{cluster}.cluster_identifier}}\"', 'Maximum', 60)"
                ),
                "label": "Replication lag",
                "yAxis": "right",
            }
        ]
    ]
    assert metrics == [
        ["AWS/RDS", "CPUUtilization"],
        ["AWS/RDS", "DatabaseConnections"],
        ["AWS/Lambda", "Invocations"],
        ["AWS/Lambda", "Errors"],
        ["AWS/Lambda", "Duration"],
        ["AWS/ApiGateway", "Count"],
        ["AWS/ApiGateway", "5xx"],
        ["AWS/DynamoDB", "ConsumedReadCapacityUnits"],
        ["AWS/DynamoDB", "ConsumedWriteCapacityUnits"],
    ]
    region = "us-east-1" if side == "Primary" else "us-west-2"
    assert stack.outputs[f"{side.lower()}_dashboard_url"] == (
        f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}"
        f"#dashboards/dashboard/dashboard-payment-{side.lower()}-unit"
    )


def test_config_is_off_by_default(stack: Synthesised) -> None:
    assert not [kind for kind in stack.document["resource"] if kind.startswith(("aws_config_", "aws_s3_"))]


@pytest.mark.parametrize("side", SIDES)
def test_config_records_and_judges_when_it_is_asked_for(protected: Synthesised, side: str) -> None:
    recorder = protected.one("aws_config_configuration_recorder", f"{side}_")
    assert recorder["recording_group"]["all_supported"] is False
    assert "AWS::RDS::DBCluster" in recorder["recording_group"]["resource_types"]
    status = protected.one("aws_config_configuration_recorder_status", f"{side}_")
    assert status["is_enabled"] is True
    assert status["depends_on"] == [protected.id_of("aws_config_delivery_channel", f"{side}_")]
    rules = protected.all("aws_config_config_rule", f"{side}_").values()
    assert sorted(one["source"]["source_identifier"] for one in rules) == [
        "CMK_BACKING_KEY_ROTATION_ENABLED",
        "DYNAMODB_PITR_ENABLED",
        "LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED",
        "RDS_INSTANCE_PUBLIC_ACCESS_CHECK",
        "RDS_STORAGE_ENCRYPTED",
        "VPC_FLOW_LOGS_ENABLED",
    ]
    assert {one["source"]["owner"] for one in rules} == {"AWS"}
    # The account is in the name, since no two accounts can have buckets of one name.
    account = "${data.aws_caller_identity.account.account_id}"
    bucket = protected.one("aws_s3_bucket", f"{side}_")["bucket"]
    assert bucket == f"bucket-payment-{side.lower()}-config-{account}-prod-eu"
    longest = Names("x" * LONGEST_SUFFIX).of_role("secondary").of("bucket", "config-123456789012")
    assert len(longest) <= 63
    (statement,) = json.loads(protected.one("aws_s3_bucket_policy", f"{side}_")["policy"])["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    block = protected.one("aws_s3_bucket_public_access_block", f"{side}_")
    assert all(
        block[one]
        for one in ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    )
    (rule,) = protected.one("aws_s3_bucket_server_side_encryption_configuration", f"{side}_")["rule"]
    assert rule["apply_server_side_encryption_by_default"] == {
        "sse_algorithm": "aws:kms",
        "kms_master_key_id": f"${{{protected.id_of('aws_kms_key', f'{side}_')}.arn}}",
    }
    (rule,) = protected.one("aws_s3_bucket_lifecycle_configuration", f"{side}_")["rule"]
    assert (rule["status"], rule["expiration"]) == ("Enabled", [{"days": 365}])
    assert set(protected.statements(f"{side}_Compliance_")) == {"Deliver", "FindBucket", "UseKey"}


def test_log_groups_are_encrypted_and_kept_for_as_long_as_the_setting_says(stack: Synthesised) -> None:
    groups = stack.all("aws_cloudwatch_log_group").values()
    assert {one["retention_in_days"] for one in groups} == {14}
    assert all("Key_key" in one["kms_key_id"] for one in groups)


@pytest.mark.parametrize("side", SIDES)
def test_the_key_lets_in_every_log_group_and_every_alarm_that_needs_it(stack: Synthesised, side: str) -> None:
    policy = json.loads(stack.one("aws_kms_key", f"{side}_")["policy"])
    conditions = {statement["Sid"]: statement.get("Condition", {}) for statement in policy["Statement"]}
    groups = conditions["EncryptLogGroups"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    alarms = conditions["PublishAlarms"]["ArnLike"]["aws:SourceArn"]
    for kind, attribute, patterns in (
        ("aws_cloudwatch_log_group", "name", [one.split(":log-group:")[1] for one in groups]),
        ("aws_cloudwatch_metric_alarm", "alarm_name", [alarms.split(":alarm:")[1]]),
    ):
        for one in stack.all(kind).values():
            assert any(fnmatchcase(one[attribute], pattern) for pattern in patterns), one[attribute]


@pytest.mark.parametrize(("fixture", "suffix"), [("stack", "unit"), ("protected", "prod-eu")])
def test_every_name_follows_the_pattern(fixture: str, suffix: str, request: pytest.FixtureRequest) -> None:
    synthesised: Synthesised = request.getfixturevalue(fixture)
    kinds = set(synthesised.document["resource"])
    assert set(NAMES) - kinds == (
        {"aws_config_config_rule", "aws_config_configuration_recorder", "aws_config_delivery_channel", "aws_s3_bucket"}
        if fixture == "stack"
        else set()
    )
    for kind, attribute in NAMES.items():
        for one in synthesised.all(kind).values():
            name = str(one[attribute]).replace("${data.aws_caller_identity.account.account_id}", "123456789012")
            last = name.removesuffix("/postgresql").rsplit("/", 1)[-1].split(".")[0]
            assert re.fullmatch(rf"[a-z0-9]+-payment(-[a-z0-9-]+)?-{suffix}", last), name


def test_outputs_are_the_same_for_both_regions(stack: Synthesised) -> None:
    sides = [
        {name.removeprefix(f"{side}_") for name in stack.outputs if name.startswith(f"{side}_")}
        for side in ("primary", "secondary")
    ]
    assert sides[0] == sides[1]
    assert len(sides[0]) > 30
    assert all(value is not None for value in stack.outputs.values())
    assert stack.outputs["api_url"] == "https://api-payment-unit.payments.example.com"
    assert "join" in stack.outputs["zone_name_servers"]
