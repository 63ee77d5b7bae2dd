"""Events as API Gateway and S3 send them, and what is asked of AWS afterwards."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tests.unit.conftest import BUCKET, METADATA, QUEUE, SQS

ADA = "arn:aws:sts::111122223333:assumed-role/Clerk/ada"
BOB = "arn:aws:iam::111122223333:user/bob"
TEXT = b"one\ntwo\nthree"


@dataclass
class Context:
    """An invocation."""

    aws_request_id: str = "request-1"


def request(route: str, caller: str | None = ADA, **more: Any) -> dict[str, Any]:
    """A request in payload format 2.0."""
    authorizer = {"iam": {"userArn": caller}} if caller else {}
    return {"version": "2.0", "routeKey": route, "headers": {}, "requestContext": {"authorizer": authorizer}, **more}


def creation(body: Any, key: str = "key-00001", caller: str = ADA) -> dict[str, Any]:
    """A request that adds a document."""
    return request("POST /documents", caller, headers={"idempotency-key": key}, body=json.dumps(body))


def document(content: bytes = TEXT, **fields: Any) -> dict[str, Any]:
    """The description of a document whose content comes with it."""
    return {"name": "a b.txt", "content_type": "text/plain", "content": base64.b64encode(content).decode(), **fields}


def upload(content: bytes = TEXT, **fields: Any) -> dict[str, Any]:
    """The description of a document whose content is uploaded later."""
    sha256 = hashlib.sha256(content).hexdigest()
    return {"name": "long.bin", "size": len(content), "sha256": sha256, **fields}


def record(key: str, version: str, sequencer: str = "00A1", **more: Any) -> dict[str, Any]:
    """A record of an event of S3."""
    return {
        "eventName": "ObjectCreated:Put",
        "eventTime": "2026-11-28T05:00:00.123Z",
        "s3": {
            "bucket": {"name": BUCKET},
            "object": {"key": key, "versionId": version, "sequencer": sequencer},
        },
        **more,
    }


def rows() -> list[dict[str, Any]]:
    """Every row of the table, by id and sort key."""
    found: list[dict[str, Any]] = METADATA.scan()["Items"]
    return sorted(found, key=lambda row: (row["id"], row["timestamp"]))


def dead_letters() -> list[dict[str, Any]]:
    """Every dead letter: source, reason, body."""
    url = SQS.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    answer = SQS.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
    return [
        {
            **{name.lower(): value["StringValue"] for name, value in message["MessageAttributes"].items()},
            "body": json.loads(message["Body"]),
        }
        for message in answer.get("Messages", [])
    ]


def lines(text: str) -> list[dict[str, Any]]:
    """The lines of a log."""
    return [json.loads(line) for line in text.splitlines()]
