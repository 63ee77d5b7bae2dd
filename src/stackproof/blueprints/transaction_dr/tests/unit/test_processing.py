"""Queue, function, load balancer, names and alarms of both regions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.unit.synthesis import Synthesis, settings_with, synthesise


def test_the_function_is_the_same_in_both_regions(any_configuration: Synthesis) -> None:
    functions = [stack.one("aws_lambda_function") for stack in any_configuration.regions]
    assert len({function["source_code_hash"] for function in functions}) == 1
    for function in functions:
        assert function["handler"] == "transaction_processor.lambda_handler"
        assert (function["timeout"], function["memory_size"], function["runtime"]) == (60, 256, "python3.12")
        assert function["tracing_config"] == {"mode": "Active"}
        assert len(function["vpc_config"]["subnet_ids"]) == 3
        assert function["logging_config"]["log_group"].startswith("${aws_cloudwatch_log_group.Region_Processor_logs_")


def test_the_function_gets_names_and_no_secret(default: Synthesis) -> None:
    for stack in default.regions:
        variables = stack.one("aws_lambda_function")["environment"]["variables"]
        assert sorted(variables) == [
            "DATABASE_NAME",
            "DATABASE_PORT",
            "DATABASE_READER_HOST",
            "DATABASE_SECRET_NAME",
            "DATABASE_WRITER_HOST",
            "DOCUMENTS_BUCKET_NAME",
            "METRIC_NAMESPACE",
            "SESSIONS_TABLE_NAME",
        ]
        assert variables["METRIC_NAMESPACE"] == "Transactions/unit"
        assert "endpoint" in variables["DATABASE_WRITER_HOST"]
        assert variables["DATABASE_READER_HOST"].endswith(".reader_endpoint}")


def test_the_function_may_do_what_it_calls(default: Synthesis) -> None:
    for stack, region in zip(default.regions, ("us-east-1", "us-east-2"), strict=True):
        statements = stack.policy("Region/Processor/policy")
        anything = {name for name, one in statements.items() if "*" in one["Resource"]}
        assert anything == {"Trace", "SeeNetwork"}
        # The one form that Lambda's own check of the role takes before an interface exists.
        detach = statements["DetachFromNetwork"]
        assert detach["Action"][0] == "ec2:DeleteNetworkInterface"
        assert len(detach["Resource"]) == 1
        assert detach["Resource"][0].startswith(f"arn:aws:ec2:{region}:")
        assert detach["Resource"][0].endswith("}:*/*")
        assert statements["SeeNetwork"]["Action"] == ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"]
        assert statements["KeepSessions"]["Resource"][0].startswith(f"arn:aws:dynamodb:{region}:")
        assert [arn.rpartition("}/")[2] for arn in statements["WriteObjects"]["Resource"]] == ["documents/*", "logs/*"]


def test_the_queue_gives_up_after_five_attempts_and_waits_for_the_function(any_configuration: Synthesis) -> None:
    for stack in any_configuration.regions:
        queue = stack.one("aws_sqs_queue", "Region/Queue/incoming")
        assert queue["visibility_timeout_seconds"] == 360
        redrive = json.loads(queue["redrive_policy"])
        assert redrive["maxReceiveCount"] == 5
        assert redrive["deadLetterTargetArn"].startswith("${aws_sqs_queue.Region_Queue_incoming-dead-letters_")
        letters = stack.one("aws_sqs_queue", "Region/Queue/incoming-dead-letters")
        assert letters["message_retention_seconds"] == 14 * 24 * 3600
        source = stack.one("aws_lambda_event_source_mapping")
        assert (source["batch_size"], source["function_response_types"]) == (10, ["ReportBatchItemFailures"])
        assert source["scaling_config"] == {"maximum_concurrency": any_configuration.settings.queue_concurrency}


def test_without_a_certificate_the_listener_speaks_http(default: Synthesis) -> None:
    for stack in default.regions:
        listener = stack.one("aws_lb_listener")
        assert (listener["port"], listener["protocol"]) == (80, "HTTP")
        assert listener["default_action"][0]["type"] == "forward"
        check = stack.one("aws_route53_health_check")
        assert (check["type"], check["port"], check["resource_path"]) == ("HTTP", 80, "/health")
    assert default.shared.outputs["ServiceUrl"].startswith("http://api.")


def test_with_a_certificate_the_listener_speaks_https_and_redirects(production: Synthesis) -> None:
    for stack, region in zip(production.regions, ("us-east-1", "us-east-2"), strict=True):
        https = stack.one("aws_lb_listener", "Region/Balancer/https")
        assert https["certificate_arn"].startswith(f"arn:aws:acm:{region}:")
        assert https["ssl_policy"].startswith("ELBSecurityPolicy-TLS13-")
        (action,) = stack.one("aws_lb_listener", "Region/Balancer/http")["default_action"]
        assert action["redirect"] == {"port": "443", "protocol": "HTTPS", "status_code": "HTTP_301"}
        check = stack.one("aws_route53_health_check")
        assert (check["type"], check["port"]) == ("HTTPS", 443)
    assert production.shared.outputs["ServiceUrl"].startswith("https://api.")


def test_the_balancer_invokes_the_function(any_configuration: Synthesis) -> None:
    for stack in any_configuration.regions:
        group = stack.one("aws_lb_target_group")
        assert group["target_type"] == "lambda"
        assert (group["health_check"]["path"], group["health_check"]["matcher"]) == ("/health", "200")
        permission = stack.one("aws_lambda_permission")
        assert permission["principal"] == "elasticloadbalancing.amazonaws.com"
        assert permission["source_arn"].startswith("${aws_lb_target_group.")
        (before,) = stack.one("aws_lb_target_group_attachment")["depends_on"]
        assert before.startswith("aws_lambda_permission.")


def test_records_fail_over_or_share(default: Synthesis, production: Synthesis) -> None:
    kinds = [stack.one("aws_route53_record")["failover_routing_policy"]["type"] for stack in default.regions]
    assert kinds == ["PRIMARY", "SECONDARY"]
    weights = [stack.one("aws_route53_record")["weighted_routing_policy"]["weight"] for stack in production.regions]
    assert weights == [80, 20]
    for stack in (*default.regions, *production.regions):
        record = stack.one("aws_route53_record")
        assert record["name"] == "api.zone-transactions-unit.dr-transactions.test"
        assert record["health_check_id"].startswith("${aws_route53_health_check.")
        assert record["alias"]["evaluate_target_health"] is True


def test_every_alarm_tells_the_topic_of_its_region(any_configuration: Synthesis) -> None:
    for stack in any_configuration.regions:
        alarms = stack.all("aws_cloudwatch_metric_alarm")
        alarms = {path: alarm for path, alarm in alarms.items() if path.startswith("Region/Alarms/")}
        assert len(alarms) == 9
        for alarm in alarms.values():
            (topic,) = alarm["alarm_actions"]
            assert topic.startswith("${aws_sns_topic.")
            assert alarm["ok_actions"] == [topic]
        assert sorted(stack.outputs["AlarmNames"]) == sorted(alarm["alarm_name"] for alarm in alarms.values())


def test_thresholds_are_those_of_the_objectives(default: Synthesis) -> None:
    alarms = default.primary.all("aws_cloudwatch_metric_alarm")
    found = {path.rpartition("/")[2]: (one["metric_name"], one["threshold"]) for path, one in alarms.items()}
    assert found == {
        "aurora-lag": ("AuroraGlobalDBReplicationLag", 5000),
        "aurora-rpo-lag": ("AuroraGlobalDBRPOLag", 5000),
        "function-errors": ("Errors", 0),
        "function-throttles": ("Throttles", 0),
        "unhealthy": ("UnhealthyChecks", 0),
        "oldest-message": ("ApproximateAgeOfOldestMessage", 300),
        "dead-letters": ("ApproximateNumberOfMessagesVisible", 0),
        "replication-latency": ("ReplicationLatency", 900),
        "replication-failures": ("OperationsFailedReplication", 0),
    }


def test_what_the_function_cannot_do_is_told_within_minutes(default: Synthesis) -> None:
    for stack, role in zip(default.regions, ("primary", "recovery"), strict=True):
        oldest = stack.one("aws_cloudwatch_metric_alarm", "Region/Alarms/oldest-message")
        assert oldest["dimensions"]["QueueName"].startswith("${aws_sqs_queue.Region_Queue_incoming_")
        assert oldest["alarm_name"] == f"alarm-transactions-{role}-oldest-message-unit"
        assert (oldest["statistic"], oldest["period"], oldest["evaluation_periods"]) == ("Maximum", 60, 1)
        unhealthy = stack.one("aws_cloudwatch_metric_alarm", "Region/Alarms/unhealthy")
        assert (unhealthy["namespace"], unhealthy["dimensions"]) == (
            "Transactions/unit",
            {"Service": "transaction-processor"},
        )
        # A single late check is no news: all of them in two minutes have found something down.
        assert (unhealthy["statistic"], unhealthy["period"], unhealthy["evaluation_periods"]) == ("Minimum", 60, 2)


def health_alarms(synthesis: Synthesis) -> dict[str, Any]:
    """The alarms on health checks by the name of their construct."""
    alarms = synthesis.recovery.all("aws_cloudwatch_metric_alarm")
    return {path.rpartition("/")[2]: alarm for path, alarm in alarms.items() if path.startswith("Health/")}


def test_health_checks_are_watched_where_route_53_publishes_them(any_configuration: Synthesis) -> None:
    alarms = health_alarms(any_configuration)
    assert {name: alarm["alarm_name"] for name, alarm in alarms.items()} == {
        "health-of-primary": "alarm-transactions-primary-health-of-primary-unit",
        "health-of-recovery": "alarm-transactions-primary-health-of-recovery-unit",
    }
    for alarm in alarms.values():
        assert (alarm["namespace"], alarm["metric_name"], alarm["provider"]) == (
            "AWS/Route53",
            "HealthCheckStatus",
            "aws.primary",
        )
        assert (alarm["statistic"], alarm["period"], alarm["evaluation_periods"]) == ("Minimum", 60, 1)
        assert (alarm["comparison_operator"], alarm["threshold"]) == ("LessThanThreshold", 1)
        assert alarm["treat_missing_data"] == "ignore"
        (topic,) = alarm["alarm_actions"]
        assert topic.startswith("${data.terraform_remote_state.")
        assert "sns_topic" in topic
        assert alarm["ok_actions"] == [topic]
    checks = {name: alarm["dimensions"]["HealthCheckId"] for name, alarm in alarms.items()}
    assert checks["health-of-primary"].startswith("${data.terraform_remote_state.")
    assert checks["health-of-recovery"].startswith("${aws_route53_health_check.")
    assert any_configuration.recovery.outputs["HealthAlarmNames"] == [one["alarm_name"] for one in alarms.values()]


def test_health_checks_are_watched_from_the_recovery_region_where_that_is_us_east_1(tmp_path: Path) -> None:
    alarms = health_alarms(synthesise(settings_with(PRIMARY_REGION="us-west-2", RECOVERY_REGION="us-east-1"), tmp_path))
    assert {alarm["alarm_name"] for alarm in alarms.values()} == {
        f"alarm-transactions-recovery-health-of-{role}-unit" for role in ("primary", "recovery")
    }
    for alarm in alarms.values():
        assert "provider" not in alarm
        assert alarm["alarm_actions"][0].startswith("${aws_sns_topic.Region_Topic_topic_")


def test_without_us_east_1_no_health_check_is_watched(tmp_path: Path) -> None:
    synthesis = synthesise(settings_with(PRIMARY_REGION="us-west-2", RECOVERY_REGION="us-east-2"), tmp_path)
    assert health_alarms(synthesis) == {}
    assert synthesis.recovery.outputs["HealthAlarmNames"] == []


def test_replication_is_watched_where_s3_publishes_it(default: Synthesis) -> None:
    comes, leaves = (
        default.primary.one("aws_cloudwatch_metric_alarm", f"Region/Alarms/replication-{what}")["dimensions"]
        for what in ("latency", "failures")
    )
    assert comes == {
        "SourceBucket": "bucket-transactions-recovery-documents-unit",
        "DestinationBucket": "bucket-transactions-primary-documents-unit",
        "RuleId": "rule-transactions-recovery-replication-unit",
    }
    assert leaves == {
        "SourceBucket": "bucket-transactions-primary-documents-unit",
        "DestinationBucket": "bucket-transactions-recovery-documents-unit",
        "RuleId": "rule-transactions-primary-replication-unit",
    }


def test_both_regions_are_told_of_the_alarms_of_either(default: Synthesis, production: Synthesis) -> None:
    links = default.recovery.all("aws_sns_topic_subscription")
    assert {path: one.get("provider") for path, one in links.items()} == {
        "Region/Topic/own-inbox": None,
        "primary-alarms": "aws.primary",
        "recovery-alarms": None,
    }
    for subscription in links.values():
        assert subscription["protocol"] == "sqs"
        assert "deadLetterTargetArn" in json.loads(subscription["redrive_policy"])
    for stack in default.regions:
        statements = stack.policy("Region/Topic/Inbox/alarms-policy", "aws_sqs_queue_policy")
        sources = statements["AcceptAlarms"]["Condition"]["ArnEquals"]["aws:SourceArn"]
        assert {arn.rpartition(":")[2] for arn in sources} == {
            "topic-transactions-primary-alarms-unit",
            "topic-transactions-recovery-alarms-unit",
        }
    emails = [
        one for one in production.primary.all("aws_sns_topic_subscription").values() if one["protocol"] == "email"
    ]
    assert [one["endpoint"] for one in emails] == ["oncall@example.com"]


def test_log_groups_are_kept_as_long_as_set(default: Synthesis, production: Synthesis) -> None:
    for synthesis, days in ((default, 7), (production, 14)):
        for stack in synthesis.regions:
            groups = stack.all("aws_cloudwatch_log_group")
            assert len(groups) == 3
            assert {group["retention_in_days"] for group in groups.values()} == {days}
            assert all("kms_key_id" in group for group in groups.values())
