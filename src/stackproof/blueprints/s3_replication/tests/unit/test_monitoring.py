"""Monitoring: the way of the events, alarms, topic, dashboard and what their key lets services do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk.assertions import Template

from tests.unit.conftest import SUFFIX, Synthesis, settings_with, synthesise
from tests.unit.test_replication import ACCOUNT, permissions, role, text


def find(template: Template, resource_type: str, name_property: str, name: str) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the resource with a physical name."""
    found = template.find_resources(resource_type, {"Properties": {name_property: name}})
    assert len(found) == 1
    ((logical_id, resource),) = found.items()
    return logical_id, resource["Properties"]


@pytest.fixture
def monitoring(same_region: Synthesis) -> Template:
    """The template of the monitoring stack."""
    return same_region.monitoring


def test_the_bucket_sends_replication_events_to_the_queue(any_configuration: Synthesis) -> None:
    """All four kinds of events, without a custom resource in between."""
    (bucket,) = any_configuration.storage.find_resources("AWS::S3::Bucket").values()
    (configuration,) = bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    assert configuration["Event"] == "s3:Replication:*"
    assert "MonitoringEventsQueue" in text(configuration["Queue"])
    any_configuration.storage.resource_count_is("Custom::S3BucketNotifications", 0)


def test_the_queue_takes_events_of_the_primary_bucket_over_tls_alone(monitoring: Template) -> None:
    """Nobody but S3, for that bucket of this account; nothing without TLS."""
    queue_id, _ = find(monitoring, "AWS::SQS::Queue", "QueueName", f"queue-documents-events-{SUFFIX}")
    (policy,) = monitoring.find_resources(
        "AWS::SQS::QueuePolicy", {"Properties": {"Queues": [{"Ref": queue_id}]}}
    ).values()
    found = policy["Properties"]["PolicyDocument"]["Statement"]
    allowed = [statement for statement in found if statement["Effect"] == "Allow"]
    assert [(statement["Action"], statement["Principal"]) for statement in allowed] == [
        ("sqs:SendMessage", {"Service": "s3.amazonaws.com"})
    ]
    assert allowed[0]["Condition"] == {
        "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::bucket-documents-primary-{SUFFIX}"},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    }
    assert [statement["Condition"] for statement in found if statement["Effect"] == "Deny"] == [
        {"Bool": {"aws:SecureTransport": "false"}}
    ]


def test_both_queues_are_encrypted_and_deny_requests_without_tls(monitoring: Template) -> None:
    """The dead letters are no less confidential than the events."""
    (key_id,) = monitoring.find_resources("AWS::KMS::Key")
    queues = monitoring.find_resources("AWS::SQS::Queue")
    assert {queue["Properties"]["KmsMasterKeyId"]["Fn::GetAtt"][0] for queue in queues.values()} == {key_id}
    guarded = {
        policy["Properties"]["Queues"][0]["Ref"]
        for policy in monitoring.find_resources("AWS::SQS::QueuePolicy").values()
        if any(
            statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        )
    }
    assert guarded == set(queues)


def test_events_that_cannot_be_recorded_are_kept_for_14_days(monitoring: Template) -> None:
    """After five deliveries; no message is delivered twice while the function may still work on it."""
    dead_id, dead = find(monitoring, "AWS::SQS::Queue", "QueueName", f"queue-documents-events-dead-letters-{SUFFIX}")
    _, queue = find(monitoring, "AWS::SQS::Queue", "QueueName", f"queue-documents-events-{SUFFIX}")
    _, function = find(monitoring, "AWS::Lambda::Function", "FunctionName", f"function-documents-events-{SUFFIX}")
    assert queue["RedrivePolicy"] == {"deadLetterTargetArn": {"Fn::GetAtt": [dead_id, "Arn"]}, "maxReceiveCount": 5}
    assert dead["MessageRetentionPeriod"] == 14 * 24 * 3600
    assert queue["VisibilityTimeout"] == 6 * function["Timeout"]


def test_the_function_runs_the_handler_with_its_own_log_group(monitoring: Template) -> None:
    """A supported runtime, the encrypted environment, and logs that exist before the first call."""
    group_id, group = find(monitoring, "AWS::Logs::LogGroup", "LogGroupName", f"log-documents-events-{SUFFIX}")
    (key_id,) = monitoring.find_resources("AWS::KMS::Key")
    key = {"Fn::GetAtt": [key_id, "Arn"]}
    _, function = find(monitoring, "AWS::Lambda::Function", "FunctionName", f"function-documents-events-{SUFFIX}")
    assert function["Runtime"] == "python3.13"
    assert function["Architectures"] == ["arm64"]
    assert function["Handler"] == "replication_events.handle"
    assert function["Environment"] == {"Variables": {"METRIC_NAMESPACE": "Documents/Replication"}}
    assert function["KmsKeyArn"] == key
    assert function["LoggingConfig"] == {"LogGroup": {"Ref": group_id}}
    assert (group["RetentionInDays"], group["KmsKeyId"]) == (7, key)
    assert "ReservedConcurrentExecutions" not in function


def test_the_function_takes_batches_and_reports_what_failed_of_them(monitoring: Template) -> None:
    """One bad message does not bring back the nine good ones."""
    queue_id, _ = find(monitoring, "AWS::SQS::Queue", "QueueName", f"queue-documents-events-{SUFFIX}")
    monitoring.has_resource_properties(
        "AWS::Lambda::EventSourceMapping",
        {
            "EventSourceArn": {"Fn::GetAtt": [queue_id, "Arn"]},
            "BatchSize": 10,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        },
    )


def test_the_function_may_take_messages_decrypt_and_log_and_nothing_else(monitoring: Template) -> None:
    """Each action on the one resource that it is about."""
    queue_id, _ = find(monitoring, "AWS::SQS::Queue", "QueueName", f"queue-documents-events-{SUFFIX}")
    group_id, _ = find(monitoring, "AWS::Logs::LogGroup", "LogGroupName", f"log-documents-events-{SUFFIX}")
    (key_id,) = monitoring.find_resources("AWS::KMS::Key")
    found = permissions(role(monitoring, f"role-documents-events-{SUFFIX}"))
    assert {sid: (statement["Action"], text(statement["Resource"])) for sid, statement in found.items()} == {
        "TakeMessages": (
            ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
            f"{queue_id}.Arn",
        ),
        "DecryptMessagesAndEnvironment": ("kms:Decrypt", f"{key_id}.Arn"),
        "WriteLogs": (["logs:CreateLogStream", "logs:PutLogEvents"], f"{group_id}.Arn"),
    }


def test_the_key_lets_each_service_in_for_one_purpose(monitoring: Template) -> None:
    """Logs for the log group, S3 for the bucket, CloudWatch for the alarms."""
    (key,) = monitoring.find_resources("AWS::KMS::Key").values()
    assert key["Properties"]["EnableKeyRotation"] is True
    services = {
        statement["Principal"]["Service"]: statement["Condition"]
        for statement in key["Properties"]["KeyPolicy"]["Statement"]
        if "Service" in statement["Principal"]
    }
    assert set(services) == {"logs.us-east-1.amazonaws.com", "s3.amazonaws.com", "cloudwatch.amazonaws.com"}
    assert text(services["logs.us-east-1.amazonaws.com"]["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"]) == (
        f"arn:aws:logs:us-east-1:AWS::AccountId:log-group:log-documents-events-{SUFFIX}"
    )
    assert services["s3.amazonaws.com"]["ArnLike"] == {
        "aws:SourceArn": f"arn:aws:s3:::bucket-documents-primary-{SUFFIX}"
    }
    assert text(services["cloudwatch.amazonaws.com"]["ArnLike"]["aws:SourceArn"]) == (
        f"arn:aws:cloudwatch:us-east-1:AWS::AccountId:alarm:alarm-documents-*-{SUFFIX}"
    )


DIMENSIONS = {
    "SourceBucket": f"bucket-documents-primary-{SUFFIX}",
    "DestinationBucket": f"bucket-documents-replica-{SUFFIX}",
    "RuleId": f"rule-documents-replication-{SUFFIX}",
}


@pytest.mark.parametrize(
    ("purpose", "metric", "statistic", "threshold"),
    [
        ("replication-latency", "ReplicationLatency", "Maximum", 900),
        ("replication-failures", "OperationsFailedReplication", "Sum", 0),
    ],
)
def test_the_replication_is_watched(
    monitoring: Template, purpose: str, metric: str, statistic: str, threshold: int
) -> None:
    """Latency over 15 minutes, and any failed operation."""
    _, alarm = find(monitoring, "AWS::CloudWatch::Alarm", "AlarmName", f"alarm-documents-{purpose}-{SUFFIX}")
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Statistic"]) == ("AWS/S3", metric, statistic)
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", threshold)
    assert {dimension["Name"]: dimension["Value"] for dimension in alarm["Dimensions"]} == DIMENSIONS


def test_every_alarm_tells_the_topic_of_its_region(any_configuration: Synthesis) -> None:
    """When it is raised and when it is over."""
    found = set()
    for template in (any_configuration.monitoring, any_configuration.replica):
        for alarm in template.find_resources("AWS::CloudWatch::Alarm").values():
            (topic_id,) = template.find_resources("AWS::SNS::Topic")
            assert alarm["Properties"]["AlarmActions"] == [{"Ref": topic_id}]
            assert alarm["Properties"]["OKActions"] == [{"Ref": topic_id}]
            found.add(alarm["Properties"]["AlarmName"])
    assert found == {
        f"alarm-documents-{purpose}-{SUFFIX}"
        for purpose in ("replication-latency", "replication-failures", "events-dead-letters", "events-function-errors")
    }


def test_missing_data_means_what_the_metric_says(monitoring: Template) -> None:
    """The latency is published always: its absence is told. The others are published on occasion: absence is quiet."""
    handling = {
        alarm["Properties"]["MetricName"]: (
            alarm["Properties"]["TreatMissingData"],
            len(alarm["Properties"].get("InsufficientDataActions", [])),
        )
        for alarm in monitoring.find_resources("AWS::CloudWatch::Alarm").values()
    }
    assert handling == {
        "ReplicationLatency": ("missing", 1),
        "OperationsFailedReplication": ("notBreaching", 0),
        "ApproximateNumberOfMessagesVisible": ("notBreaching", 0),
        "Errors": ("notBreaching", 0),
    }


def test_across_regions_the_latency_is_watched_where_it_is_published(cross_region: Synthesis) -> None:
    """S3 publishes it in the region of the replica, and an alarm sees and tells its own region alone."""
    (alarm,) = cross_region.replica.find_resources("AWS::CloudWatch::Alarm").values()
    assert alarm["Properties"]["MetricName"] == "ReplicationLatency"
    assert {dimension["Name"]: dimension["Value"] for dimension in alarm["Properties"]["Dimensions"]} == DIMENSIONS
    find(cross_region.replica, "AWS::SNS::Topic", "TopicName", f"topic-documents-replica-alarms-{SUFFIX}")
    output = cross_region.root.to_json()["Outputs"]["LatencyAlarmTopicArn"]
    assert text(output["Value"]) == f"arn:aws:sns:us-west-2:AWS::AccountId:topic-documents-replica-alarms-{SUFFIX}"


def test_across_regions_the_dashboard_takes_each_metric_from_its_region(cross_region: Synthesis) -> None:
    """Failures are published in the region of the primary, all else in that of the replica."""
    (dashboard,) = cross_region.monitoring.find_resources("AWS::CloudWatch::Dashboard").values()
    widgets = json.loads(text(dashboard["Properties"]["DashboardBody"]))["widgets"]
    regions = {metric[1]: metric[-1]["region"] for widget in widgets for metric in widget["properties"]["metrics"]}
    assert regions == {
        "ReplicationLatency": "us-west-2",
        "OperationsPendingReplication": "us-west-2",
        "BytesPendingReplication": "us-west-2",
        "OperationsFailedReplication": "us-east-1",
    }


def test_thresholds_and_retention_are_settings() -> None:
    """A team with other objectives changes no code."""
    synthesis = synthesise(
        settings_with(LATENCY_THRESHOLD_SECONDS="600", FAILED_OPERATIONS_THRESHOLD="5", LOG_RETENTION_DAYS="30")
    )
    thresholds = {
        alarm["Properties"]["MetricName"]: alarm["Properties"]["Threshold"]
        for alarm in synthesis.monitoring.find_resources("AWS::CloudWatch::Alarm").values()
    }
    assert (thresholds["ReplicationLatency"], thresholds["OperationsFailedReplication"]) == (600, 5)
    retentions = {
        resource["Properties"]["RetentionInDays"]
        for resource in synthesis.resources()
        if resource["Type"] == "AWS::Logs::LogGroup"
    }
    assert retentions == {30}


def test_the_topic_is_encrypted_and_takes_messages_of_these_alarms_alone(monitoring: Template) -> None:
    """CloudWatch may publish for alarms of this deployment; nothing goes without TLS."""
    (key_id,) = monitoring.find_resources("AWS::KMS::Key")
    monitoring.has_resource_properties("AWS::SNS::Topic", {"KmsMasterKeyId": {"Fn::GetAtt": [key_id, "Arn"]}})
    (policy,) = monitoring.find_resources("AWS::SNS::TopicPolicy").values()
    found = {statement["Sid"]: statement for statement in policy["Properties"]["PolicyDocument"]["Statement"]}
    assert set(found) == {"AllowPublishThroughSSLOnly", "PublishAlarms"}
    assert found["PublishAlarms"]["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert found["PublishAlarms"]["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert found["AllowPublishThroughSSLOnly"]["Effect"] == "Deny"


def test_somebody_is_told_when_an_address_is_set(same_region: Synthesis, production: Synthesis) -> None:
    """Without an address the topic is there for others to subscribe to."""
    same_region.monitoring.resource_count_is("AWS::SNS::Subscription", 0)
    production.monitoring.has_resource_properties(
        "AWS::SNS::Subscription", {"Protocol": "email", "Endpoint": "oncall@example.com"}
    )


def test_the_dashboard_shows_latency_what_is_pending_and_what_failed(monitoring: Template) -> None:
    """Four graphs of the rule's metrics."""
    _, dashboard = find(
        monitoring, "AWS::CloudWatch::Dashboard", "DashboardName", f"dashboard-documents-replication-{SUFFIX}"
    )
    widgets = json.loads(text(dashboard["DashboardBody"]))["widgets"]
    assert [widget["properties"]["metrics"][0][:2] for widget in widgets] == [
        ["AWS/S3", "ReplicationLatency"],
        ["AWS/S3", "OperationsPendingReplication"],
        ["AWS/S3", "BytesPendingReplication"],
        ["AWS/S3", "OperationsFailedReplication"],
    ]
    for widget in widgets:
        names = widget["properties"]["metrics"][0][2:8]
        assert dict(zip(names[::2], names[1::2], strict=True)) == DIMENSIONS
        assert widget["properties"]["region"] == "AWS::Region"
    (annotation,) = widgets[0]["properties"]["annotations"]["horizontal"]
    assert annotation["value"] == 900


def test_nothing_of_the_monitoring_outlives_its_stack(any_configuration: Synthesis) -> None:
    """In production either: it holds no documents."""
    resources = any_configuration.monitoring.to_json()["Resources"].values()
    assert {resource.get("DeletionPolicy", "Delete") for resource in resources} == {"Delete"}
