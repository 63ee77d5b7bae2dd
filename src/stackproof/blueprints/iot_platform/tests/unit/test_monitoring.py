"""Log groups, alarms and the topic that they tell."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.conftest import Synthesis, statements, text


def alarms(synthesis: Synthesis) -> dict[str, dict[str, Any]]:
    """Every alarm by its purpose."""
    found = synthesis.of_type("AWS::CloudWatch::Alarm").values()
    return {one["AlarmName"].removeprefix("alarm-iot-").removesuffix("-unit"): one for one in found}


def test_there_is_an_alarm_for_each_thing_that_can_go_wrong(default: Synthesis) -> None:
    """Each on its metric, over or under its threshold, with a meaning of missing data of its own."""
    over, under = "GreaterThanThreshold", "LessThanThreshold"
    assert {
        purpose: (one["MetricName"], one["ComparisonOperator"], one["Threshold"], one["TreatMissingData"])
        for purpose, one in alarms(default).items()
    } == {
        "iterator-age": ("GetRecords.IteratorAgeMilliseconds", over, 300_000, "breaching"),
        "stream-full": ("WriteProvisionedThroughputExceeded", over, 0, "notBreaching"),
        "shards-unread": ("ShardsUnread", over, 0, "notBreaching"),
        "processor-cpu": ("CPUUtilization", over, 85, "missing"),
        "processor-memory": ("MemoryUtilization", over, 85, "missing"),
        "processor-tasks": ("RunningTaskCount", under, 2, "breaching"),
        "readings-rejected": ("ReadingsRejected", over, 0, "notBreaching"),
        "database-capacity": ("ACUUtilization", over, 90, "missing"),
        "cache-failures": ("CacheFailures", over, 0, "notBreaching"),
        "cache-evictions-1": ("Evictions", over, 0, "notBreaching"),
        "cache-evictions-2": ("Evictions", over, 0, "notBreaching"),
    }


@pytest.mark.parametrize(
    ("purpose", "dimensions"),
    [
        ("iterator-age", {"StreamName": "${Stream"}),
        ("processor-cpu", {"ClusterName": "${ProcessorCluster", "ServiceName": "${ProcessorService"}),
        ("processor-tasks", {"ClusterName": "${ProcessorCluster", "ServiceName": "${ProcessorService"}),
        ("readings-rejected", {"Service": "processor"}),
        ("shards-unread", {"Service": "processor"}),
        ("cache-failures", {"Service": "processor"}),
        ("database-capacity", {"DBClusterIdentifier": "${DatabaseCluster"}),
        ("cache-evictions-2", {"CacheClusterId": "cache-iot-unit-002"}),
    ],
)
def test_an_alarm_watches_this_deployment(default: Synthesis, purpose: str, dimensions: dict[str, str]) -> None:
    """Its metric is that of the resource."""
    found = {one["Name"]: text(one["Value"]) for one in alarms(default)[purpose]["Dimensions"]}
    assert set(found) == set(dimensions)
    assert all(found[name].startswith(value) for name, value in dimensions.items())


@pytest.mark.parametrize(
    ("purpose", "statistic", "minutes", "periods"),
    [("readings-rejected", "Sum", 5, 1), ("shards-unread", "Maximum", 1, 5), ("cache-failures", "Sum", 5, 3)],
)
def test_what_the_code_counts_raises_alarms(
    default: Synthesis, purpose: str, statistic: str, minutes: int, periods: int
) -> None:
    """In the namespace of this deployment."""
    alarm = alarms(default)[purpose]
    assert alarm["Namespace"] == "IotPlatform/unit"
    assert (alarm["Statistic"], alarm["Period"], alarm["EvaluationPeriods"]) == (statistic, minutes * 60, periods)


def test_every_alarm_tells_the_topic_when_it_begins_and_ends(default: Synthesis) -> None:
    """And is raised when all periods of a row are over the threshold."""
    for alarm in alarms(default).values():
        assert [text(one).startswith("${AlarmTopic") for one in alarm["AlarmActions"]] == [True]
        assert alarm["OKActions"] == alarm["AlarmActions"]
        assert alarm["DatapointsToAlarm"] == alarm["EvaluationPeriods"]
        assert alarm["AlarmDescription"]


def test_alarms_whose_data_comes_from_tasks_are_made_after_them(default: Synthesis) -> None:
    """A stream that nobody reads yet is no fault, and neither is a service that has not started."""
    (service,) = default.template.find_resources("AWS::ECS::Service")
    made = default.template.find_resources("AWS::CloudWatch::Alarm")
    breaching = [one for one in made.values() if one["Properties"]["TreatMissingData"] == "breaching"]
    assert len(breaching) == 2
    for alarm in breaching:
        dimensions = "".join(text(one["Value"]) for one in alarm["Properties"]["Dimensions"])
        assert service in alarm.get("DependsOn", []) or service in dimensions


def test_the_topic_takes_this_deployments_alarms_over_tls_alone(default: Synthesis) -> None:
    """It is encrypted with our key."""
    assert "KeysLogs" in text(default.one("AWS::SNS::Topic")["KmsMasterKeyId"])
    policy = statements(default.one("AWS::SNS::TopicPolicy")["PolicyDocument"])
    publish = policy["PublishAlarms"]
    assert publish["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert text(publish["Condition"]["ArnLike"]["aws:SourceArn"]).endswith(":alarm:alarm-iot-*-unit")
    (refusal,) = (one for one in policy.values() if one["Effect"] == "Deny")
    assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_somebody_gets_the_alarms_where_an_address_was_given(default: Synthesis, regulated: Synthesis) -> None:
    """Else the topic has no subscription."""
    assert default.of_type("AWS::SNS::Subscription") == {}
    subscription = regulated.one("AWS::SNS::Subscription")
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "oncall@example.com")


def test_every_log_group_is_encrypted_and_kept_as_long_as_was_set(default: Synthesis, regulated: Synthesis) -> None:
    """Two weeks by default; in the regulated deployment what pgaudit records is kept for six years."""
    for synthesis, count, operational, database in ((default, 6, 14, 14), (regulated, 7, 90, 2192)):
        groups = synthesis.of_type("AWS::Logs::LogGroup")
        assert len(groups) == count
        assert all("KeysLogs" in text(one["KmsKeyId"]) for one in groups.values())
        kept = {name: one["RetentionInDays"] for name, one in groups.items()}
        assert {days for name, days in kept.items() if name.startswith("DatabaseLogs")} == {database}
        assert {days for name, days in kept.items() if not name.startswith("DatabaseLogs")} == {operational}
