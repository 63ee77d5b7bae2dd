"""What is written in one region arrives in the other: objects, sessions, transactions."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.conftest import OTHER, SIDES, Deployment, eventually

pytestmark = pytest.mark.usefixtures("on_aws")


@pytest.fixture
def key(deployment: Deployment) -> Iterator[str]:
    """A key of an object that does not exist; its versions are deleted from both buckets afterwards."""
    made = f"integration/{uuid.uuid4().hex}.json"
    yield made
    for side in SIDES:
        s3, bucket = deployment.client("s3", side), deployment.sides[side]["BucketName"]
        found = s3.list_object_versions(Bucket=bucket, Prefix=made)
        for version in found.get("Versions", []) + found.get("DeleteMarkers", []):
            s3.delete_object(Bucket=bucket, Key=made, VersionId=version["VersionId"])


@pytest.fixture
def session_id(deployment: Deployment) -> Iterator[str]:
    """The id of a session that does not exist; it is deleted afterwards."""
    made = f"integration-{uuid.uuid4().hex}"
    yield made
    deployment.client("dynamodb").delete_item(
        TableName=deployment.shared["SessionsTableName"], Key={"session_id": {"S": made}}
    )


def read(deployment: Deployment, side: str, key: str) -> bytes | None:
    """An object of a side's bucket, None while there is none."""
    try:
        answer = deployment.client("s3", side).get_object(Bucket=deployment.sides[side]["BucketName"], Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return None
        raise
    content: bytes = answer["Body"].read()
    return content


def session(deployment: Deployment, side: str, session_id: str) -> dict[str, Any] | None:
    """A session as a side has it, None while there is none."""
    found: dict[str, Any] | None = (
        deployment.client("dynamodb", side)
        .get_item(TableName=deployment.shared["SessionsTableName"], Key={"session_id": {"S": session_id}})
        .get("Item")
    )
    return found


def send(deployment: Deployment, side: str, session_id: str) -> str:
    """Send a transaction to a side's queue; returns its id. Its record stays, under an account of its own."""
    transaction_id = str(uuid.uuid4())
    body = {
        "transaction_id": transaction_id,
        "account_id": "integration-tests",
        "kind": "credit",
        "amount": "0.01",
        "currency": "EUR",
        "session_id": session_id,
        "occurred_at": datetime.now(UTC).isoformat(),
        "document": {"of": "an integration test"},
    }
    deployment.client("sqs", side).send_message(
        QueueUrl=deployment.sides[side]["QueueUrl"], MessageBody=json.dumps(body)
    )
    return transaction_id


def recorded(deployment: Deployment, side: str, transaction_id: str) -> dict[str, Any] | None:
    """A transaction as a side's own database has it, None while it has none."""
    status, body = deployment.get(side, f"/transactions/{transaction_id}")
    assert status in (200, 404), body
    return body if status == 200 else None


@pytest.mark.parametrize("side", SIDES)
def test_an_object_is_replicated_both_ways(deployment: Deployment, side: str, key: str) -> None:
    """Encrypted with the key of the region where it arrives."""
    deployment.client("s3", side).put_object(Bucket=deployment.sides[side]["BucketName"], Key=key, Body=key.encode())
    assert eventually(lambda: read(deployment, OTHER[side], key), "replication of the object") == key.encode()
    head = deployment.client("s3", OTHER[side]).head_object(Bucket=deployment.sides[OTHER[side]]["BucketName"], Key=key)
    assert head["ReplicationStatus"] == "REPLICA"
    assert head["SSEKMSKeyId"] == deployment.key_arn(OTHER[side])


@pytest.mark.parametrize("side", SIDES)
def test_a_deletion_is_replicated_both_ways(deployment: Deployment, side: str, key: str) -> None:
    """The marker hides the replica as well."""
    s3, bucket = deployment.client("s3", side), deployment.sides[side]["BucketName"]
    s3.put_object(Bucket=bucket, Key=key, Body=b"content")
    eventually(lambda: read(deployment, OTHER[side], key), "replication of the object")
    s3.delete_object(Bucket=bucket, Key=key)
    eventually(lambda: True if read(deployment, OTHER[side], key) is None else None, "replication of the deletion")


@pytest.mark.parametrize("side", SIDES)
def test_a_session_is_replicated_both_ways(deployment: Deployment, side: str, session_id: str) -> None:
    """The table is one in both regions."""
    item = {
        "session_id": {"S": session_id},
        "last_recorded_at": {"S": datetime.now(UTC).isoformat(timespec="microseconds")},
        "expires_at": {"N": str(int(time.time()) + 3600)},
    }
    deployment.client("dynamodb", side).put_item(TableName=deployment.shared["SessionsTableName"], Item=item)
    assert eventually(lambda: session(deployment, OTHER[side], session_id), "replication of the session") == item


@pytest.mark.parametrize("side", SIDES)
def test_a_transaction_is_replicated_whichever_queue_it_came_by(
    deployment: Deployment, side: str, session_id: str
) -> None:
    """From the queue through the function into the one writer, and from there to the databases of both regions."""
    transaction_id = send(deployment, side, session_id)
    records = [
        eventually(partial(recorded, deployment, at, transaction_id), f"recording in the {at} region") for at in SIDES
    ]
    assert records[0] == records[1]
    assert records[0]["region"] == deployment.sides[side]["Region"]


def test_what_the_function_keeps_is_in_both_regions(deployment: Deployment, session_id: str) -> None:
    """The document, the log of the day, and the session's last transaction."""
    transaction_id = send(deployment, "primary", session_id)
    record = eventually(lambda: recorded(deployment, "primary", transaction_id), "recording")
    day = datetime.fromisoformat(record["recorded_at"]).strftime("%Y/%m/%d")
    for side in SIDES:
        for key in (f"documents/{transaction_id}.json", f"logs/{day}/{transaction_id}.json"):
            eventually(partial(read, deployment, side, key), f"{key} in the {side} region")
        found = eventually(partial(session, deployment, side, session_id), f"the session in the {side} region")
        assert found["last_transaction_id"] == {"S": transaction_id}
