"""The deployed stack does what it is for, and is as it was declared."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.integration.conftest import Api, eventually

Client = Callable[[str], Any]
CONTENT = b"one\ntwo\nthree"


def short(content: bytes = CONTENT) -> dict[str, Any]:
    """A document whose content comes with it."""
    return {"name": "integration.txt", "content_type": "text/plain", "content": base64.b64encode(content).decode()}


def found_of(api: Api, document_id: str) -> dict[str, Any]:
    """What the processor found in a document, as soon as it has."""

    def look() -> dict[str, Any] | None:
        described = api.call("GET", f"/documents/{document_id}").json()
        found: dict[str, Any] | None = described.get("stored")
        return found

    return eventually(look, "processing")


def test_a_document_goes_in_is_looked_into_and_comes_out(api: Api, key: str) -> None:
    """The whole way: API, bucket, processor, table, API."""
    created = api.call("POST", "/documents", short(), key)
    assert created.status == 201, created.body
    document_id = created.json()["id"]
    found = found_of(api, document_id)
    assert (found["size"], found["lines"]) == (len(CONTENT), 3)
    assert found["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    content = api.call("GET", f"/documents/{document_id}/content")
    assert (content.status, content.body) == (200, CONTENT)
    listed = api.call("GET", "/documents?limit=100").json()["documents"]
    assert document_id in [one["id"] for one in listed]


def test_a_repeated_request_makes_one_document(api: Api, key: str) -> None:
    """And another request with its key is refused."""
    first, second = (api.call("POST", "/documents", short(), key) for _ in range(2))
    assert first.json() == second.json()
    assert api.call("POST", "/documents", short(b"other"), key).status == 422


def test_a_long_content_is_uploaded_once_and_as_announced(api: Api, key: str) -> None:
    """By the signed URL, with the headers that the answer names."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    announced = {"name": "upload.txt", "content_type": "text/plain", "size": len(CONTENT), "sha256": digest}
    created = api.call("POST", "/documents", announced, key).json()
    put = created["upload"]
    assert api.send(put["method"], put["url"], CONTENT, put["headers"]).status == 200
    assert found_of(api, created["id"])["sha256"] == digest
    assert api.call("GET", f"/documents/{created['id']}/content").body == CONTENT


def test_what_is_wrong_is_told(api: Api, key: str) -> None:
    """As problem details."""
    refused = api.call("POST", "/documents", {"name": ""}, key)
    assert (refused.status, {one["field"] for one in refused.json()["errors"]}) == (400, {"name", "size", "sha256"})
    assert api.call("GET", f"/documents/{'0' * 12}-{'0' * 20}").status == 404


@pytest.mark.usefixtures("enforcing")
def test_an_unsigned_request_is_refused(api: Api) -> None:
    """By the API itself."""
    assert api.call("GET", "/documents", signed=False).status == 403


@pytest.mark.usefixtures("enforcing")
def test_an_invocation_that_cannot_succeed_becomes_a_dead_letter(outputs: dict[str, str], client: Client) -> None:
    """A record of another bucket, sent straight to the processor."""
    record = {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "somebody-elses"}}}
    payload = json.dumps({"Records": [record]}).encode()
    client("lambda").invoke(FunctionName=outputs["processorName"], InvocationType="Event", Payload=payload)
    sqs, url = client("sqs"), outputs["deadLetterQueueUrl"]

    def look() -> Any:
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=5, VisibilityTimeout=1)
        return next((one for one in messages.get("Messages", []) if "somebody-elses" in one["Body"]), None)

    message = eventually(look, "arrival of the dead letter")
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def test_the_bucket_is_private_versioned_and_encrypted(outputs: dict[str, str], client: Client) -> None:
    """As read back from S3."""
    s3, bucket = client("s3"), outputs["dataBucketName"]
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": outputs["keyArn"],
    }
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())


def test_the_table_is_encrypted_and_backed_up(outputs: dict[str, str], client: Client) -> None:
    """As read back from DynamoDB."""
    dynamodb, table = client("dynamodb"), outputs["metadataTableName"]
    described = dynamodb.describe_table(TableName=table)["Table"]
    assert [one["AttributeName"] for one in described["KeySchema"]] == ["id", "timestamp"]
    assert described["SSEDescription"]["KMSMasterKeyArn"] == outputs["keyArn"]
    backups = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


@pytest.mark.parametrize(("function", "memory"), [("apiHandler", 512), ("processor", 1024)])
def test_functions_are_traced_limited_and_log_for_a_limited_time(
    outputs: dict[str, str], client: Client, function: str, memory: int
) -> None:
    """As read back from Lambda and CloudWatch Logs."""
    found = client("lambda").get_function(FunctionName=outputs[f"{function}Name"])
    assert found["Configuration"]["MemorySize"] == memory
    assert found["Configuration"]["TracingConfig"]["Mode"] == "Active"
    assert found["Configuration"]["DeadLetterConfig"]["TargetArn"] == outputs["deadLetterQueueArn"]
    assert found["Concurrency"]["ReservedConcurrentExecutions"] >= 1
    name = outputs[f"{function}LogGroupName"]
    (group,) = client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert group["retentionInDays"] >= 1
    assert group["kmsKeyId"] == outputs["keyArn"]


def test_alarms_tell_the_topic(outputs: dict[str, str], client: Client) -> None:
    """All eight."""
    names = [value for name, value in outputs.items() if name.endswith("AlarmName")]
    found = client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    assert len(found) == 8
    assert {tuple(one["AlarmActions"]) for one in found} == {(outputs["alarmTopicArn"],)}


@pytest.mark.usefixtures("enforcing")
def test_the_bucket_refuses_requests_without_tls(outputs: dict[str, str]) -> None:
    """Whoever makes them."""
    create: Callable[..., Any] = boto3.client
    s3 = create("s3", region_name=outputs["region"], use_ssl=False)
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.list_objects_v2(Bucket=outputs["dataBucketName"])
