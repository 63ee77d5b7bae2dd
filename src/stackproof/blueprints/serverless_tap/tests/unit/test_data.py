"""Key, bucket, table, queue and topic."""

from __future__ import annotations

import json
from typing import Any

from tests.unit.conftest import ACCOUNT, Deployment

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key"


def statements(text: str) -> dict[str, dict[str, Any]]:
    """The statements of a policy by their ids."""
    return {one["Sid"]: one for one in json.loads(text)["Statement"]}


def test_the_key_rotates_and_has_an_alias(default: Deployment) -> None:
    """By which operators know it."""
    assert default.one("Key", "key").inputs["enableKeyRotation"] is True
    alias = default.one("Alias", "key").inputs
    assert (alias["name"], alias["targetKeyId"]) == ("alias/key-tap-unit", "1234abcd")


def test_the_key_serves_the_account_its_log_groups_and_its_alarms(default: Deployment) -> None:
    """And no other service."""
    found = statements(default.one("Key", "key").inputs["policy"])
    assert {sid: one["Principal"] for sid, one in found.items()} == {
        "AccountByIam": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "EncryptLogGroups": {"Service": "logs.us-east-1.amazonaws.com"},
        "SendAlarms": {"Service": "cloudwatch.amazonaws.com"},
    }
    groups = found["EncryptLogGroups"]["Condition"]["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"]
    assert groups == [
        f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{one.inputs['name']}"
        for one in (default.one("LogGroup", name) for name in ("api-handler", "processor", "api-access"))
    ]
    assert found["SendAlarms"]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:alarm-tap-*-unit"},
    }


def test_the_bucket_is_private_versioned_and_encrypted_with_the_key(default: Deployment) -> None:
    """As separate resources of the provider, all of the same bucket."""
    access = default.one("BucketPublicAccessBlock", "data").inputs
    assert {value for name, value in access.items() if name != "bucket"} == {True}
    assert len(access) == 5
    assert default.one("BucketVersioning", "data").inputs["versioningConfiguration"] == {"status": "Enabled"}
    ownership = default.one("BucketOwnershipControls", "data").inputs
    assert ownership["rule"] == {"objectOwnership": "BucketOwnerEnforced"}
    (rule,) = default.one("BucketServerSideEncryptionConfiguration", "data").inputs["rules"]
    assert rule == {
        "bucketKeyEnabled": True,
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
    }
    parts = [one for one in default.resources if one.type.startswith("aws:s3/bucket") and one.name == "data"]
    assert {one.inputs["bucket"] for one in parts} == {"bucket-tap-data-unit"}


def test_former_versions_and_half_uploads_go(default: Deployment) -> None:
    """Of all objects."""
    (rule,) = default.one("BucketLifecycleConfiguration", "data").inputs["rules"]
    assert rule["status"] == "Enabled"
    assert rule["filter"] == {"prefix": ""}
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 30}
    assert rule["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}


def test_requests_without_tls_are_denied(default: Deployment) -> None:
    """On the bucket and its objects, the queue, the topic."""
    bucket = "arn:aws:s3:us-east-1:111122223333:bucket-tap-data-unit"
    queue = "arn:aws:sqs:us-east-1:111122223333:queue-tap-dead-letters-unit"
    topic = "arn:aws:sns:us-east-1:111122223333:topic-tap-alarms-unit"
    wanted = {
        ("BucketPolicy", "data"): ("s3:*", [bucket, f"{bucket}/*"]),
        ("QueuePolicy", "dead-letters"): ("sqs:*", [queue]),
        ("TopicPolicy", "alarms"): ("sns:Publish", [topic]),
    }
    for (kind, name), (action, resources) in wanted.items():
        assert statements(default.one(kind, name).inputs["policy"])["DenyRequestsWithoutTls"] == {
            "Sid": "DenyRequestsWithoutTls",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": action,
            "Resource": resources,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }


def test_the_table_is_on_demand_encrypted_and_backed_up(default: Deployment) -> None:
    """With the keys of the requirements."""
    table = default.one("Table", "metadata").inputs
    assert table["billingMode"] == "PAY_PER_REQUEST"
    assert (table["hashKey"], table["rangeKey"]) == ("id", "timestamp")
    assert table["attributes"] == [{"name": "id", "type": "S"}, {"name": "timestamp", "type": "S"}]
    assert table["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": KEY}
    assert table["pointInTimeRecovery"] == {"enabled": True}
    assert table["ttl"] == {"enabled": True, "attributeName": "expires_at"}


def test_dead_letters_are_kept_14_days_and_encrypted(default: Deployment) -> None:
    """With the key."""
    queue = default.one("Queue", "dead-letters").inputs
    assert (queue["messageRetentionSeconds"], queue["kmsMasterKeyId"]) == (1_209_600, KEY)


def test_alarms_alone_may_tell_the_topic(default: Deployment) -> None:
    """Those of this deployment and account."""
    assert default.one("Topic", "alarms").inputs["kmsMasterKeyId"] == KEY
    allowed = statements(default.one("TopicPolicy", "alarms").inputs["policy"])["PublishAlarms"]
    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "cloudwatch.amazonaws.com"}, "sns:Publish")
    assert allowed["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}


def test_somebody_gets_the_alarms_when_an_address_is_set(default: Deployment, production: Deployment) -> None:
    """And nobody otherwise."""
    assert default.of("TopicSubscription") == []
    subscription = production.one("TopicSubscription", "alarms").inputs
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "oncall@example.com")
