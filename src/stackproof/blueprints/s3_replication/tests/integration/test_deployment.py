"""What a deployment really does, by its outputs."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.conftest import eventually

Client = Callable[..., Any]
SIDES = ["Primary", "Replica"]


@pytest.fixture
def document(outputs: dict[str, str], client: Client) -> Iterator[str]:
    """The key of a document that was just written to the primary; its versions are deleted afterwards."""
    key = f"integration/{uuid.uuid4().hex}.txt"
    client("s3").put_object(Bucket=outputs["PrimaryBucketName"], Key=key, Body=key.encode())
    yield key
    for side in SIDES:
        s3, bucket = client("s3", side), outputs[f"{side}BucketName"]
        versions = s3.list_object_versions(Bucket=bucket, Prefix=key)
        for version in versions.get("Versions", []) + versions.get("DeleteMarkers", []):
            s3.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])


def replica_of(outputs: dict[str, str], client: Client, key: str) -> Any:
    """The replica of a document, or None while there is none."""
    try:
        return client("s3", "Replica").get_object(Bucket=outputs["ReplicaBucketName"], Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return None
        raise


@pytest.mark.parametrize("side", SIDES)
def test_buckets_keep_versions_are_encrypted_and_private(outputs: dict[str, str], client: Client, side: str) -> None:
    """As read back from S3."""
    s3, bucket = client("s3", side), outputs[f"{side}BucketName"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    encryption = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert encryption["BucketKeyEnabled"] is True
    assert encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())


def test_the_rule_is_set(outputs: dict[str, str], client: Client) -> None:
    """The rule of the output, with Replication Time Control."""
    answer = client("s3").get_bucket_replication(Bucket=outputs["PrimaryBucketName"])["ReplicationConfiguration"]
    (rule,) = answer["Rules"]
    assert answer["Role"] == outputs["ReplicationRoleArn"]
    assert (rule["ID"], rule["Status"]) == (outputs["ReplicationRuleId"], "Enabled")
    assert rule["Destination"]["Bucket"] == outputs["ReplicaBucketArn"]
    assert rule["Destination"]["ReplicationTime"] == {"Status": "Enabled", "Time": {"Minutes": 15}}


def test_a_document_is_replicated(outputs: dict[str, str], client: Client, document: str) -> None:
    """Content and metadata arrive within the threshold."""
    replica = eventually(lambda: replica_of(outputs, client, document), "replication")
    assert replica["Body"].read() == document.encode()


def test_a_deletion_is_replicated(outputs: dict[str, str], client: Client, document: str) -> None:
    """The delete marker hides the replica as well."""
    eventually(lambda: replica_of(outputs, client, document), "replication")
    client("s3").delete_object(Bucket=outputs["PrimaryBucketName"], Key=document)
    eventually(lambda: True if replica_of(outputs, client, document) is None else None, "replication of the deletion")


@pytest.mark.usefixtures("enforcing")
@pytest.mark.parametrize("side", SIDES)
def test_an_upload_that_is_not_encrypted_with_kms_is_denied(outputs: dict[str, str], client: Client, side: str) -> None:
    """On both buckets."""
    with pytest.raises(ClientError, match="AccessDenied"):
        client("s3", side).put_object(
            Bucket=outputs[f"{side}BucketName"], Key="integration/denied", Body=b"", ServerSideEncryption="AES256"
        )


def test_a_replication_event_is_recorded(outputs: dict[str, str], client: Client) -> None:
    """From the queue through the function into the log group."""
    key = f"integration/{uuid.uuid4().hex}"
    event = {
        "eventName": "s3:Replication:OperationNotTracked",
        "eventTime": datetime.now(UTC).isoformat(),
        "s3": {"bucket": {"name": outputs["PrimaryBucketName"]}, "object": {"key": key}},
        "replicationEventData": {"destinationBucket": outputs["ReplicaBucketArn"]},
    }
    client("sqs").send_message(QueueUrl=outputs["EventsQueueUrl"], MessageBody=json.dumps({"Records": [event]}))
    logs = client("logs")

    def look() -> Any:
        found = logs.filter_log_events(logGroupName=outputs["EventsLogGroupName"], filterPattern=f'"{key}"')["events"]
        return found or None

    line = json.loads(eventually(look, "recording of the event")[0]["message"])
    assert (line["event_name"], line["object_key"]) == ("OperationNotTracked", key)


@pytest.mark.parametrize(
    ("alarm", "topic", "side"),
    [
        ("LatencyAlarmName", "LatencyAlarmTopicArn", "Replica"),
        ("FailuresAlarmName", "AlarmTopicArn", "Primary"),
    ],
)
def test_alarms_tell_the_topic(outputs: dict[str, str], client: Client, alarm: str, topic: str, side: str) -> None:
    """Each in the region where S3 publishes its metric."""
    (found,) = client("cloudwatch", side).describe_alarms(AlarmNames=[outputs[alarm]])["MetricAlarms"]
    assert found["AlarmActions"] == [outputs[topic]]


def test_the_dashboard_shows_four_metrics(outputs: dict[str, str], client: Client) -> None:
    """Latency, operations and bytes pending, operations failed."""
    body = json.loads(client("cloudwatch").get_dashboard(DashboardName=outputs["DashboardName"])["DashboardBody"])
    assert {widget["properties"]["metrics"][0][1] for widget in body["widgets"]} == {
        "ReplicationLatency",
        "OperationsPendingReplication",
        "BytesPendingReplication",
        "OperationsFailedReplication",
    }


def test_the_log_of_events_is_kept_for_a_limited_time(outputs: dict[str, str], client: Client) -> None:
    """And encrypted with the key of the monitoring."""
    (group,) = client("logs").describe_log_groups(logGroupNamePrefix=outputs["EventsLogGroupName"])["logGroups"]
    assert group["retentionInDays"] >= 1
    assert group["kmsKeyId"] == outputs["MonitoringKeyArn"]


def test_writers_are_told_one_of_the_two_buckets(outputs: dict[str, str], client: Client) -> None:
    """By two parameters in the region of the replica: that of the switch, if it is there, before the default."""
    names = [outputs["SwitchParameterName"], outputs["DefaultBucketParameterName"]]
    answer = client("ssm", "Replica").get_parameters(Names=names)
    values = {parameter["Name"]: parameter["Value"] for parameter in answer["Parameters"]}
    assert values[names[1]] == outputs["PrimaryBucketName"]
    assert values.get(names[0], values[names[1]]) in (outputs["PrimaryBucketName"], outputs["ReplicaBucketName"])
