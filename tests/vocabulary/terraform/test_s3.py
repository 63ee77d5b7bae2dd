"""Buckets, in the older form with everything inside and in the newer one, split into many resources."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional, Known, Unknown
from tests.vocabulary.building import only, properties, ref, translated, unknown

BUCKET = "aws_s3_bucket.a"


def _bucket(**arguments: Any) -> Any:
    return properties(only({BUCKET: arguments}))


def _configured(type_: str, **arguments: Any) -> Any:
    """The properties that a split resource gives to a bucket without any."""
    graph = translated({BUCKET: {}, f"{type_}.x": {"bucket": ref(BUCKET, "id"), **arguments}})
    assert list(graph.resources) == [BUCKET]
    assert graph.unmapped == {}
    return properties(graph.resources[BUCKET])


def test_a_bucket_with_everything_inside() -> None:
    found = _bucket(
        bucket="logs",
        acl="public-read",
        acceleration_status="Enabled",
        object_lock_enabled=True,
        tags={"team": "data"},
        versioning=[{"enabled": False}],
        logging=[{"target_bucket": "other", "target_prefix": "log/"}],
        cors_rule=[{"allowed_methods": ["GET"], "expose_headers": ["ETag"], "max_age_seconds": 3}],
        server_side_encryption_configuration=[
            {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]}
        ],
    )
    assert found == {
        "BucketName": "logs",
        "AccessControl": "PublicRead",
        "AccelerateConfiguration": {"AccelerationStatus": "Enabled"},
        "ObjectLockEnabled": True,
        "Tags": [{"Key": "team", "Value": "data"}],
        "VersioningConfiguration": {"Status": "Suspended"},
        "LoggingConfiguration": {"DestinationBucketName": "other", "LogFilePrefix": "log/"},
        "CorsConfiguration": {
            "CorsRules": [{"AllowedMethods": ["GET"], "ExposedHeaders": ["ETag"], "MaxAge": 3}],
        },
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
    }


def test_lifecycle_rules_inside_the_bucket() -> None:
    found = _bucket(
        lifecycle_rule=[
            {
                "id": "old",
                "enabled": True,
                "prefix": "tmp/",
                "tags": {"k": "v"},
                "abort_incomplete_multipart_upload_days": 7,
                "expiration": [{"days": 30, "expired_object_delete_marker": True}],
                "transition": [
                    {"days": 1, "storage_class": "GLACIER"},
                    {"date": "2030-01-01", "storage_class": "DEEP"},
                ],
                "noncurrent_version_expiration": [{"days": 90}],
                "noncurrent_version_transition": [{"days": 5, "storage_class": "GLACIER"}],
            }
        ]
    )
    assert found == {
        "LifecycleConfiguration": {
            "Rules": [
                {
                    "Id": "old",
                    "Status": "Enabled",
                    "Prefix": "tmp/",
                    "TagFilters": [{"Key": "k", "Value": "v"}],
                    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                    "ExpirationInDays": 30,
                    "ExpiredObjectDeleteMarker": True,
                    "Transitions": [
                        {"TransitionInDays": 1, "StorageClass": "GLACIER"},
                        {"TransitionDate": "2030-01-01", "StorageClass": "DEEP"},
                    ],
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                    "NoncurrentVersionTransitions": [{"TransitionInDays": 5, "StorageClass": "GLACIER"}],
                }
            ]
        }
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"prefix": "a/"}, {"Prefix": "a/"}),
        ({"prefix": "a/", "tags": {}}, {"Prefix": "a/"}),
        (
            {"prefix": "a/", "tags": {"k": "v"}},
            {"And": {"Prefix": "a/", "TagFilters": [{"Key": "k", "Value": "v"}]}},
        ),
        ({"tags": {"k": "v"}}, {"And": {"TagFilters": [{"Key": "k", "Value": "v"}]}}),
        (
            {"prefix": "a/", "tags": unknown()},
            {"$unknown": "whether it has tags beside the prefix is not known"},
        ),
    ],
)
def test_replication_inside_the_bucket(written: dict[str, Any], expected: dict[str, Any]) -> None:
    found = _bucket(
        replication_configuration=[
            {
                "role": "arn:aws:iam::111122223333:role/copy",
                "rules": [
                    {
                        "status": "Enabled",
                        "priority": 1,
                        "delete_marker_replication_status": "Enabled",
                        "filter": [written],
                        "destination": [
                            {
                                "bucket": "arn:aws:s3:::copy",
                                "account_id": "111122223333",
                                "replica_kms_key_id": "key",
                                "metrics": [{"status": "Enabled", "minutes": 15}],
                                "replication_time": [{"status": "Enabled", "minutes": 15}],
                            }
                        ],
                        "source_selection_criteria": [{"sse_kms_encrypted_objects": [{"enabled": True}]}],
                    }
                ],
            }
        ]
    )
    assert found == {
        "ReplicationConfiguration": {
            "Role": "arn:aws:iam::111122223333:role/copy",
            "Rules": [
                {
                    "Status": "Enabled",
                    "Priority": 1,
                    "DeleteMarkerReplication": {"Status": "Enabled"},
                    "Filter": expected,
                    "Destination": {
                        "Bucket": "arn:aws:s3:::copy",
                        "Account": "111122223333",
                        "EncryptionConfiguration": {"ReplicaKmsKeyID": "key"},
                        "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
                        "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
                    },
                    "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
                }
            ],
        }
    }


def test_website_inside_the_bucket() -> None:
    rules = '[{"Condition": {"KeyPrefixEquals": "a/"}, "Redirect": {"ReplaceKeyPrefixWith": "b/"}}]'
    found = _bucket(website=[{"index_document": "i.html", "error_document": "e.html", "routing_rules": rules}])
    assert found == {
        "WebsiteConfiguration": {
            "IndexDocument": "i.html",
            "ErrorDocument": "e.html",
            "RoutingRules": [
                {
                    "RoutingRuleCondition": {"KeyPrefixEquals": "a/"},
                    "RedirectRule": {"ReplaceKeyPrefixWith": "b/"},
                }
            ],
        }
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://example.org", {"HostName": "example.org", "Protocol": "https"}),
        ("example.org", {"HostName": "example.org"}),
    ],
)
def test_all_requests_go_to_the_host_of_a_url(written: str, expected: dict[str, str]) -> None:
    found = _bucket(website=[{"redirect_all_requests_to": written}])
    assert found == {"WebsiteConfiguration": {"RedirectAllRequestsTo": expected}}


def test_routing_rules_in_a_text_that_is_not_known_stay_so() -> None:
    bucket = only({BUCKET: {"website": [{"routing_rules": unknown()}]}})
    rules = bucket.get("WebsiteConfiguration", "RoutingRules")
    assert isinstance(rules, Unknown)
    assert rules.sources == (unknown(),)


def test_an_access_list_that_depends_on_a_condition() -> None:
    acl = Conditional("public", Known("public-read"), Known("private"))
    assert only({BUCKET: {"acl": acl}}).get("AccessControl") == Conditional(
        "public", Known("PublicRead"), Known("Private")
    )


def test_a_policy_inside_is_a_policy_of_its_own() -> None:
    graph = translated({BUCKET: {"policy": '{"Statement": []}'}})
    policy = graph.resources[f"{BUCKET}/policy"]
    assert (policy.type, policy.exists) == ("AWS::S3::BucketPolicy", Truth.YES)
    assert properties(policy) == {
        "Bucket": {"$ref": BUCKET},
        "PolicyDocument": {"Statement": []},
    }


def test_a_policy_that_may_be_null_may_be_there() -> None:
    for policy in (unknown(), Conditional("strict", Known('{"Statement": []}'), Known(None))):
        graph = translated({BUCKET: {"policy": policy}})
        assert graph.resources[f"{BUCKET}/policy"].exists is Truth.UNDECIDED


def test_a_bucket_without_a_policy_has_none() -> None:
    assert list(translated({BUCKET: {"policy": None}}).resources) == [BUCKET]


@pytest.mark.parametrize(
    ("written", "expected"), [(True, Truth.YES), (False, Truth.NO), (None, Truth.NO), (unknown(), Truth.UNDECIDED)]
)
def test_a_bucket_is_emptied_by_force(written: Any, expected: Truth) -> None:
    assert only({BUCKET: {"force_destroy": written}}).lifecycle.empties_on_delete is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Enabled", {"VersioningConfiguration": {"Status": "Enabled"}}),
        ("Suspended", {"VersioningConfiguration": {"Status": "Suspended"}}),
        ("Disabled", {}),
    ],
)
def test_versions_of_their_own(status: str, expected: dict[str, Any]) -> None:
    assert _configured("aws_s3_bucket_versioning", versioning_configuration=[{"status": status}]) == expected
