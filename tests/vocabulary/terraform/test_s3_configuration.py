"""Every resource that a bucket is split into gives its configuration to the bucket."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.values import Conditional, Known, ListValue, Unknown
from tests.vocabulary.building import properties, ref, translated, unknown

BUCKET = "aws_s3_bucket.a"


def _bucket(type_: str, arguments: dict[str, Any]) -> Any:
    """The bucket that a split resource configures; nothing is left beside it."""
    graph = translated({BUCKET: {}, f"{type_}.x": {"bucket": ref(BUCKET, "id"), **arguments}})
    assert list(graph.resources) == [BUCKET]
    assert graph.unmapped == {}
    return graph.resources[BUCKET]


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "aws_s3_bucket_public_access_block": (
        {"block_public_acls": True, "block_public_policy": True, "ignore_public_acls": True, "skip_destroy": True},
        {
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
            }
        },
    ),
    "aws_s3_bucket_server_side_encryption_configuration": (
        {
            "rule": [
                {
                    "bucket_key_enabled": True,
                    "blocked_encryption_types": ["SSE-C"],
                    "apply_server_side_encryption_by_default": [
                        {"sse_algorithm": "aws:kms", "kms_master_key_id": "key"}
                    ],
                }
            ]
        },
        {
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {
                        "BucketKeyEnabled": True,
                        "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
                        "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "key"},
                    }
                ]
            }
        },
    ),
    "aws_s3_bucket_replication_configuration": (
        {
            "role": "arn:aws:iam::111122223333:role/copy",
            "rule": [
                {
                    "id": "all",
                    "priority": 1,
                    "status": "Enabled",
                    "filter": [{"and": [{"prefix": "a/", "tags": {"k": "v"}}]}],
                    "delete_marker_replication": [{"status": "Enabled"}],
                    "existing_object_replication": [{"status": "Enabled"}],
                    "source_selection_criteria": [
                        {
                            "sse_kms_encrypted_objects": [{"status": "Enabled"}],
                            "replica_modifications": [{"status": "Enabled"}],
                        }
                    ],
                    "destination": [
                        {
                            "bucket": "arn:aws:s3:::copy",
                            "account": "111122223333",
                            "storage_class": "STANDARD_IA",
                            "access_control_translation": [{"owner": "Destination"}],
                            "encryption_configuration": [{"replica_kms_key_id": "key"}],
                            "metrics": [{"status": "Enabled", "event_threshold": [{"minutes": 15}]}],
                            "replication_time": [{"status": "Enabled", "time": [{"minutes": 15}]}],
                        }
                    ],
                },
                {"status": "Disabled", "filter": [{"tag": [{"key": "k", "value": "v"}]}]},
                {"status": "Enabled", "filter": [{"prefix": ""}]},
                {"status": "Enabled", "filter": [{}]},
            ],
        },
        {
            "ReplicationConfiguration": {
                "Role": "arn:aws:iam::111122223333:role/copy",
                "Rules": [
                    {
                        "Id": "all",
                        "Priority": 1,
                        "Status": "Enabled",
                        "Filter": {"And": {"Prefix": "a/", "TagFilters": [{"Key": "k", "Value": "v"}]}},
                        "DeleteMarkerReplication": {"Status": "Enabled"},
                        "SourceSelectionCriteria": {
                            "SseKmsEncryptedObjects": {"Status": "Enabled"},
                            "ReplicaModifications": {"Status": "Enabled"},
                        },
                        "Destination": {
                            "Bucket": "arn:aws:s3:::copy",
                            "Account": "111122223333",
                            "StorageClass": "STANDARD_IA",
                            "AccessControlTranslation": {"Owner": "Destination"},
                            "EncryptionConfiguration": {"ReplicaKmsKeyID": "key"},
                            "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
                            "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
                        },
                    },
                    {"Status": "Disabled", "Filter": {"TagFilter": {"Key": "k", "Value": "v"}}, "Priority": 0},
                    {"Status": "Enabled", "Filter": {"Prefix": ""}, "Priority": 0},
                    {"Status": "Enabled", "Filter": {}, "Priority": 0},
                ],
            }
        },
    ),
    "aws_s3_bucket_lifecycle_configuration": (
        {
            "transition_default_minimum_object_size": "varies_by_storage_class",
            "rule": [
                {
                    "id": "one",
                    "status": "Enabled",
                    "filter": [
                        {"and": [{"prefix": "a/", "object_size_greater_than": 5, "tags": {"k": "v", "l": "w"}}]}
                    ],
                    "abort_incomplete_multipart_upload": [{"days_after_initiation": 7}],
                    "expiration": [{"days": 30}],
                    "transition": [{"days": 1, "storage_class": "GLACIER"}],
                    "noncurrent_version_expiration": [{"noncurrent_days": 9, "newer_noncurrent_versions": 2}],
                    "noncurrent_version_transition": [{"noncurrent_days": 5, "storage_class": "GLACIER"}],
                },
                {"status": "Enabled", "filter": [{"tag": [{"key": "k", "value": "v"}]}]},
                {
                    "status": "Enabled",
                    "filter": [{"object_size_less_than": 9}],
                    "expiration": [{"date": "2030-01-01T00:00:00Z", "expired_object_delete_marker": True}],
                },
                {"status": "Disabled", "prefix": "old/"},
                {"status": "Enabled", "filter": [{}]},
            ],
        },
        {
            "LifecycleConfiguration": {
                "TransitionDefaultMinimumObjectSize": "varies_by_storage_class",
                "Rules": [
                    {
                        "Id": "one",
                        "Status": "Enabled",
                        "Prefix": "a/",
                        "ObjectSizeGreaterThan": "5",
                        "TagFilters": [{"Key": "k", "Value": "v"}, {"Key": "l", "Value": "w"}],
                        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                        "ExpirationInDays": 30,
                        "Transitions": [{"TransitionInDays": 1, "StorageClass": "GLACIER"}],
                        "NoncurrentVersionExpiration": {"NoncurrentDays": 9, "NewerNoncurrentVersions": 2},
                        "NoncurrentVersionTransitions": [{"TransitionInDays": 5, "StorageClass": "GLACIER"}],
                    },
                    {"Status": "Enabled", "TagFilters": [{"Key": "k", "Value": "v"}]},
                    {
                        "Status": "Enabled",
                        "ObjectSizeLessThan": "9",
                        "ExpirationDate": "2030-01-01T00:00:00Z",
                        "ExpiredObjectDeleteMarker": True,
                    },
                    {"Status": "Disabled", "Prefix": "old/"},
                    {"Status": "Enabled"},
                ],
            }
        },
    ),
    "aws_s3_bucket_logging": (
        {
            "target_bucket": "logs",
            "target_prefix": "a/",
            "target_object_key_format": [{"partitioned_prefix": [{"partition_date_source": "EventTime"}]}],
        },
        {
            "LoggingConfiguration": {
                "DestinationBucketName": "logs",
                "LogFilePrefix": "a/",
                "TargetObjectKeyFormat": {"PartitionedPrefix": {"PartitionDateSource": "EventTime"}},
            }
        },
    ),
    "aws_s3_bucket_cors_configuration": (
        {"cors_rule": [{"id": "c", "allowed_methods": ["GET"], "allowed_origins": ["*"], "expose_headers": ["ETag"]}]},
        {
            "CorsConfiguration": {
                "CorsRules": [
                    {"Id": "c", "AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "ExposedHeaders": ["ETag"]}
                ]
            }
        },
    ),
    "aws_s3_bucket_website_configuration": (
        {
            "index_document": [{"suffix": "i.html"}],
            "error_document": [{"key": "e.html"}],
            "routing_rule": [
                {
                    "condition": [{"key_prefix_equals": "a/"}],
                    "redirect": [{"replace_key_prefix_with": "b/"}],
                }
            ],
        },
        {
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
        },
    ),
    "aws_s3_bucket_acl": ({"acl": "log-delivery-write"}, {"AccessControl": "LogDeliveryWrite"}),
    "aws_s3_bucket_ownership_controls": (
        {"rule": [{"object_ownership": "BucketOwnerEnforced"}]},
        {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
    ),
    "aws_s3_bucket_accelerate_configuration": (
        {"status": "Enabled"},
        {"AccelerateConfiguration": {"AccelerationStatus": "Enabled"}},
    ),
    "aws_s3_bucket_object_lock_configuration": (
        {"rule": [{"default_retention": [{"mode": "GOVERNANCE", "days": 5}]}]},
        {
            "ObjectLockConfiguration": {
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 5}},
            }
        },
    ),
    "aws_s3_bucket_intelligent_tiering_configuration": (
        {
            "name": "t",
            "filter": [{"prefix": "a/", "tags": {"k": "v"}}],
            "tiering": [{"access_tier": "ARCHIVE_ACCESS", "days": 90}],
        },
        {
            "IntelligentTieringConfigurations": [
                {
                    "Id": "t",
                    "Status": "Enabled",
                    "Prefix": "a/",
                    "TagFilters": [{"Key": "k", "Value": "v"}],
                    "Tierings": [{"AccessTier": "ARCHIVE_ACCESS", "Days": 90}],
                }
            ]
        },
    ),
    "aws_s3_bucket_inventory": (
        {
            "name": "i",
            "included_object_versions": "All",
            "destination": [
                {"bucket": [{"bucket_arn": "arn:aws:s3:::inv", "account_id": "1", "format": "CSV", "prefix": "p"}]}
            ],
            "filter": [{"prefix": "a/"}],
            "schedule": [{"frequency": "Daily"}],
        },
        {
            "InventoryConfigurations": [
                {
                    "Id": "i",
                    "Enabled": True,
                    "IncludedObjectVersions": "All",
                    "Destination": {
                        "BucketArn": "arn:aws:s3:::inv",
                        "BucketAccountId": "1",
                        "Format": "CSV",
                        "Prefix": "p",
                    },
                    "Prefix": "a/",
                    "ScheduleFrequency": "Daily",
                }
            ]
        },
    ),
    "aws_s3_bucket_metric": (
        {"name": "m", "filter": [{"access_point": "arn:x", "tags": {"k": "v"}}]},
        {
            "MetricsConfigurations": [
                {"Id": "m", "AccessPointArn": "arn:x", "TagFilters": [{"Key": "k", "Value": "v"}]},
            ]
        },
    ),
    "aws_s3_bucket_analytics_configuration": (
        {
            "name": "n",
            "storage_class_analysis": [
                {
                    "data_export": [
                        {
                            "output_schema_version": "V_1",
                            "destination": [
                                {"s3_bucket_destination": [{"bucket_arn": "arn:aws:s3:::an", "format": "CSV"}]}
                            ],
                        }
                    ]
                }
            ],
        },
        {
            "AnalyticsConfigurations": [
                {
                    "Id": "n",
                    "StorageClassAnalysis": {
                        "DataExport": {
                            "OutputSchemaVersion": "V_1",
                            "Destination": {"BucketArn": "arn:aws:s3:::an", "Format": "CSV"},
                        }
                    },
                }
            ]
        },
    ),
    "aws_s3_bucket_abac": ({"abac_status": [{"status": "Enabled"}]}, {"AbacStatus": "Enabled"}),
}


@pytest.mark.parametrize("type_", CASES)
def test_what_a_split_resource_gives_to_its_bucket(type_: str) -> None:
    arguments, expected = CASES[type_]
    bucket = _bucket(type_, arguments)
    assert properties(bucket) == expected
    assert bucket.properties.complete


def test_several_configurations_of_one_kind_are_one_list() -> None:
    graph = translated(
        {
            BUCKET: {},
            "aws_s3_bucket_metric.a": {"bucket": ref(BUCKET, "id"), "name": "a"},
            "aws_s3_bucket_metric.b": {"bucket": ref(BUCKET, "bucket"), "name": "b"},
        }
    )
    assert properties(graph.resources[BUCKET]) == {"MetricsConfigurations": [{"Id": "a"}, {"Id": "b"}]}


def test_a_notification_is_one_configuration_for_each_event() -> None:
    bucket = _bucket(
        "aws_s3_bucket_notification",
        {
            "eventbridge": True,
            "queue": [
                {
                    "id": "q",
                    "queue_arn": "arn:q",
                    "events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
                    "filter_prefix": "in/",
                    "filter_suffix": ".csv",
                }
            ],
            "topic": [{"topic_arn": "arn:t", "events": ["s3:ObjectCreated:*"], "filter_prefix": ""}],
            "lambda_function": [{"lambda_function_arn": "arn:f", "events": ["s3:ObjectCreated:Put"]}],
        },
    )
    filter_ = {"S3Key": {"Rules": [{"Name": "prefix", "Value": "in/"}, {"Name": "suffix", "Value": ".csv"}]}}
    assert properties(bucket) == {
        "NotificationConfiguration": {
            "EventBridgeConfiguration": {"EventBridgeEnabled": True},
            "QueueConfigurations": [
                {"Queue": "arn:q", "Event": "s3:ObjectCreated:*", "Filter": filter_},
                {"Queue": "arn:q", "Event": "s3:ObjectRemoved:*", "Filter": filter_},
            ],
            "TopicConfigurations": [{"Topic": "arn:t", "Event": "s3:ObjectCreated:*"}],
            "LambdaConfigurations": [{"Function": "arn:f", "Event": "s3:ObjectCreated:Put"}],
        }
    }


def test_events_that_are_not_all_known_leave_one_that_is_not() -> None:
    events = ListValue((Known("s3:ObjectCreated:*"),), complete=False)
    bucket = _bucket("aws_s3_bucket_notification", {"queue": [{"queue_arn": "arn:q", "events": events}]})
    made = bucket.get("NotificationConfiguration", "QueueConfigurations")
    assert [type(one.entries["Event"]) for one in made.items] == [Known, Unknown]


def test_notifications_that_are_not_known_stay_so() -> None:
    bucket = _bucket("aws_s3_bucket_notification", {"queue": unknown()})
    assert isinstance(bucket.get("NotificationConfiguration", "QueueConfigurations"), Unknown)


@pytest.mark.parametrize(
    ("status", "expected"),
    [("Enabled", {"VersioningConfiguration": {"Status": "Enabled"}}), ("Disabled", {})],
)
def test_versions_that_were_never_kept_are_left_out(status: str, expected: dict[str, Any]) -> None:
    bucket = _bucket("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": status}]})
    assert properties(bucket) == expected


def test_versions_under_a_condition() -> None:
    status = Conditional("keep", Known("Enabled"), Known("Suspended"))
    bucket = _bucket("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": status}]})
    assert bucket.get("VersioningConfiguration", "Status") == status


def test_a_status_that_is_not_known_does_not_become_absent() -> None:
    bucket = _bucket("aws_s3_bucket_versioning", {"versioning_configuration": [{"status": unknown()}]})
    assert isinstance(bucket.get("VersioningConfiguration", "Status"), Unknown)


def test_a_filter_that_is_not_known_leaves_the_rule_open() -> None:
    bucket = _bucket(
        "aws_s3_bucket_lifecycle_configuration", {"rule": [{"status": "Enabled", "filter": unknown("var.filter")}]}
    )
    rule = bucket.get("LifecycleConfiguration", "Rules", 0)
    assert rule.entries == {"Status": Known("Enabled")}
    assert not rule.complete


def test_a_stated_default_is_not_overwritten() -> None:
    bucket = _bucket("aws_s3_bucket_inventory", {"name": "i", "enabled": unknown()})
    assert isinstance(bucket.get("InventoryConfigurations", 0, "Enabled"), Unknown)


def test_a_bucket_policy_is_a_resource() -> None:
    graph = translated(
        {BUCKET: {}, "aws_s3_bucket_policy.p": {"bucket": ref(BUCKET), "policy": '{"Statement": [{"Effect": "Deny"}]}'}}
    )
    policy = graph.resources["aws_s3_bucket_policy.p"]
    assert policy.type == "AWS::S3::BucketPolicy"
    assert properties(policy) == {"Bucket": {"$ref": BUCKET}, "PolicyDocument": {"Statement": [{"Effect": "Deny"}]}}
