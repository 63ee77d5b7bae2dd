"""Queues, topics and streams."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional, Known, ListValue, Reference, Unknown
from tests.vocabulary.building import only, properties, ref, translated, unknown

POLICY = '{"Statement": [{"Effect": "Allow"}]}'
DOCUMENT = {"Statement": [{"Effect": "Allow"}]}


def test_a_queue_and_its_dead_letters() -> None:
    graph = translated(
        {
            "aws_sqs_queue.dead": {"name": "dead.fifo", "fifo_queue": True},
            "aws_sqs_queue.orders": {
                "name": "orders",
                "visibility_timeout_seconds": 60,
                "message_retention_seconds": 1209600,
                "max_message_size": 2048,
                "receive_wait_time_seconds": 20,
                "delay_seconds": 0,
                "kms_master_key_id": "alias/aws/sqs",
                "kms_data_key_reuse_period_seconds": 300,
            },
            "aws_sqs_queue_redrive_policy.r": {
                "queue_url": ref("aws_sqs_queue.orders", "id"),
                "redrive_policy": '{"deadLetterTargetArn": "arn:dead", "maxReceiveCount": 4}',
            },
            "aws_sqs_queue_redrive_allow_policy.a": {
                "queue_url": ref("aws_sqs_queue.orders", "url"),
                "redrive_allow_policy": '{"redrivePermission": "denyAll"}',
            },
        }
    )
    assert list(graph.resources) == ["aws_sqs_queue.dead", "aws_sqs_queue.orders"]
    assert properties(graph.resources["aws_sqs_queue.dead"]) == {"QueueName": "dead.fifo", "FifoQueue": True}
    assert properties(graph.resources["aws_sqs_queue.orders"]) == {
        "QueueName": "orders",
        "VisibilityTimeout": 60,
        "MessageRetentionPeriod": 1209600,
        "MaximumMessageSize": 2048,
        "ReceiveMessageWaitTimeSeconds": 20,
        "DelaySeconds": 0,
        "KmsMasterKeyId": "alias/aws/sqs",
        "KmsDataKeyReusePeriodSeconds": 300,
        "RedrivePolicy": {"deadLetterTargetArn": "arn:dead", "maxReceiveCount": 4},
        "RedriveAllowPolicy": {"redrivePermission": "denyAll"},
    }


@pytest.mark.parametrize(
    ("address", "type_", "named", "key"),
    [
        ("aws_sqs_queue.a", "AWS::SQS::QueuePolicy", "Queues", "PolicyDocument"),
        ("aws_sns_topic.a", "AWS::SNS::TopicPolicy", "Topics", "PolicyDocument"),
    ],
)
def test_a_policy_inside_is_a_policy_of_its_own(address: str, type_: str, named: str, key: str) -> None:
    graph = translated({address: {"policy": POLICY}})
    policy = graph.resources[f"{address}/policy"]
    assert (policy.type, policy.exists) == (type_, Truth.YES)
    assert properties(policy) == {named: [{"$ref": address}], key: DOCUMENT}
    assert translated({address: {"policy": unknown()}}).resources[f"{address}/policy"].exists is Truth.UNDECIDED
    assert list(translated({address: {}}).resources) == [address]


@pytest.mark.parametrize(
    ("address", "arguments", "type_", "expected"),
    [
        (
            "aws_sqs_queue_policy.p",
            {"queue_url": "https://q", "policy": POLICY},
            "AWS::SQS::QueuePolicy",
            {"Queues": ["https://q"], "PolicyDocument": DOCUMENT},
        ),
        (
            "aws_sns_topic_policy.p",
            {"arn": "arn:t", "policy": POLICY},
            "AWS::SNS::TopicPolicy",
            {"Topics": ["arn:t"], "PolicyDocument": DOCUMENT},
        ),
        (
            "aws_kinesis_resource_policy.p",
            {"resource_arn": "arn:s", "policy": POLICY},
            "AWS::Kinesis::ResourcePolicy",
            {"ResourceArn": "arn:s", "ResourcePolicy": DOCUMENT},
        ),
    ],
)
def test_policies_of_their_own(address: str, arguments: dict[str, Any], type_: str, expected: dict[str, Any]) -> None:
    found = only({address: arguments})
    assert (found.type, properties(found)) == (type_, expected)


def test_a_subscription() -> None:
    found = only(
        {
            "aws_sns_topic_subscription.s": {
                "topic_arn": "arn:t",
                "protocol": "sqs",
                "endpoint": "arn:q",
                "raw_message_delivery": "true",
                "filter_policy": '{"kind": ["order"]}',
                "redrive_policy": '{"deadLetterTargetArn": "arn:dead"}',
                "confirmation_timeout_in_minutes": 1,
            }
        }
    )
    assert properties(found) == {
        "TopicArn": "arn:t",
        "Protocol": "sqs",
        "Endpoint": "arn:q",
        "RawMessageDelivery": True,
        "FilterPolicy": {"kind": ["order"]},
        "RedrivePolicy": {"deadLetterTargetArn": "arn:dead"},
    }
    assert found.properties.complete


def test_the_logging_of_deliveries_is_a_list_by_protocol() -> None:
    found = only(
        {
            "aws_sns_topic.t": {
                "name": "t",
                "sqs_success_feedback_role_arn": "arn:r",
                "sqs_success_feedback_sample_rate": 100,
                "http_failure_feedback_role_arn": "arn:f",
            }
        }
    )
    assert properties(found) == {
        "TopicName": "t",
        "DeliveryStatusLogging": [
            {"Protocol": "http/s", "FailureFeedbackRoleArn": "arn:f"},
            {"Protocol": "sqs", "SuccessFeedbackRoleArn": "arn:r", "SuccessFeedbackSampleRate": "100"},
        ],
    }


def test_logging_that_may_be_off_leaves_the_list_open() -> None:
    logging = only({"aws_sns_topic.t": {"sqs_success_feedback_role_arn": unknown()}}).get("DeliveryStatusLogging")
    assert isinstance(logging, ListValue)
    assert (logging.items, logging.complete) == ((), False)


def test_the_protection_of_data_is_the_topics() -> None:
    graph = translated(
        {
            "aws_sns_topic.t": {},
            "aws_sns_topic_data_protection_policy.p": {"arn": ref("aws_sns_topic.t", "arn"), "policy": POLICY},
        }
    )
    assert properties(graph.resources["aws_sns_topic.t"]) == {"DataProtectionPolicy": DOCUMENT}


@pytest.mark.parametrize(
    ("encryption", "expected"),
    [
        ({"encryption_type": "KMS", "kms_key_id": "key"}, {"EncryptionType": "KMS", "KeyId": "key"}),
        ({"encryption_type": "NONE"}, None),
        ({}, None),
    ],
)
def test_the_encryption_of_a_stream(encryption: dict[str, str], expected: dict[str, str] | None) -> None:
    found = only({"aws_kinesis_stream.s": {"name": "s", "shard_count": 2, "retention_period": 48, **encryption}})
    wanted: dict[str, Any] = {"Name": "s", "ShardCount": 2, "RetentionPeriodHours": 48}
    assert properties(found) == ({**wanted, "StreamEncryption": expected} if expected else wanted)


def test_an_encryption_that_depends_on_a_condition() -> None:
    kind = Conditional("strict", Known("KMS"), Known("NONE"))
    found = only({"aws_kinesis_stream.s": {"encryption_type": kind}}).get("StreamEncryption", "EncryptionType")
    assert isinstance(found, Conditional)
    assert found.then == Known("KMS")


@pytest.mark.parametrize(
    ("type_", "attribute", "expected"),
    [
        ("aws_sqs_queue", "id", ""),
        ("aws_sqs_queue", "arn", "Arn"),
        ("aws_sns_topic", "id", ""),
        ("aws_sns_topic", "arn", ""),
        ("aws_sns_topic", "name", "TopicName"),
        ("aws_kinesis_stream", "id", "Arn"),
        ("aws_kinesis_stream", "name", ""),
        ("aws_kinesis_firehose_delivery_stream", "id", "Arn"),
        ("aws_kinesis_stream_consumer", "arn", "ConsumerARN"),
    ],
)
def test_what_names_a_queue_topic_or_stream(type_: str, attribute: str, expected: str) -> None:
    graph = translated({f"{type_}.a": {}, "aws_ssm_parameter.p": {"value": ref(f"{type_}.a", attribute)}})
    assert graph.resources["aws_ssm_parameter.p"].get("Value") == Reference(f"{type_}.a", expected)


def test_a_delivery_stream_from_a_stream_to_a_bucket() -> None:
    found = only(
        {
            "aws_kinesis_firehose_delivery_stream.d": {
                "name": "d",
                "destination": "extended_s3",
                "kinesis_source_configuration": [{"kinesis_stream_arn": "arn:s", "role_arn": "arn:r"}],
                "extended_s3_configuration": [
                    {
                        "bucket_arn": "arn:b",
                        "role_arn": "arn:r",
                        "buffering_size": 64,
                        "buffering_interval": 60,
                        "kms_key_arn": "arn:k",
                        "dynamic_partitioning_configuration": [{"enabled": True, "retry_duration": 30}],
                        "s3_backup_mode": "Enabled",
                        "s3_backup_configuration": [{"bucket_arn": "arn:c", "buffering_size": 5}],
                        "processing_configuration": [
                            {
                                "enabled": True,
                                "processors": [
                                    {
                                        "type": "Lambda",
                                        "parameters": [{"parameter_name": "LambdaArn", "parameter_value": "arn:f"}],
                                    }
                                ],
                            }
                        ],
                    }
                ],
            }
        }
    )
    assert properties(found) == {
        "DeliveryStreamName": "d",
        "DeliveryStreamType": "KinesisStreamAsSource",
        "KinesisStreamSourceConfiguration": {"KinesisStreamARN": "arn:s", "RoleARN": "arn:r"},
        "ExtendedS3DestinationConfiguration": {
            "BucketARN": "arn:b",
            "RoleARN": "arn:r",
            "BufferingHints": {"SizeInMBs": 64, "IntervalInSeconds": 60},
            "EncryptionConfiguration": {"KMSEncryptionConfig": {"AWSKMSKeyARN": "arn:k"}},
            "DynamicPartitioningConfiguration": {"Enabled": True, "RetryOptions": {"DurationInSeconds": 30}},
            "S3BackupMode": "Enabled",
            "S3BackupConfiguration": {"BucketARN": "arn:c", "BufferingHints": {"SizeInMBs": 5}},
            "ProcessingConfiguration": {
                "Enabled": True,
                "Processors": [
                    {
                        "Type": "Lambda",
                        "Parameters": [{"ParameterName": "LambdaArn", "ParameterValue": "arn:f"}],
                    }
                ],
            },
        },
    }


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"enabled": True, "key_type": "CUSTOMER_MANAGED_CMK", "key_arn": "arn:k"}, {"KeyType", "KeyARN"}),
        ({"enabled": False}, None),
    ],
)
def test_a_delivery_stream_is_encrypted_where_that_is_enabled(block: dict[str, Any], expected: set[str] | None) -> None:
    found = properties(only({"aws_kinesis_firehose_delivery_stream.d": {"server_side_encryption": [block]}}))
    encryption = found.get("DeliveryStreamEncryptionConfigurationInput")
    assert (set(encryption) if encryption else None) == expected


def test_an_encryption_of_a_delivery_stream_that_is_not_known_is_not_absent() -> None:
    blocks = [{"enabled": unknown(), "key_type": "AWS_OWNED_CMK"}]
    found = only({"aws_kinesis_firehose_delivery_stream.d": {"server_side_encryption": blocks}})
    assert isinstance(found.get("DeliveryStreamEncryptionConfigurationInput"), Unknown)


@pytest.mark.parametrize(
    ("block", "outer"),
    [
        ("http_endpoint_configuration", "HttpEndpointDestinationConfiguration"),
        ("opensearch_configuration", "AmazonopensearchserviceDestinationConfiguration"),
        ("splunk_configuration", "SplunkDestinationConfiguration"),
        ("snowflake_configuration", "SnowflakeDestinationConfiguration"),
        ("iceberg_configuration", "IcebergDestinationConfiguration"),
        ("redshift_configuration", "RedshiftDestinationConfiguration"),
    ],
)
def test_every_destination_has_a_bucket_for_what_fails(block: str, outer: str) -> None:
    written = [{"retry_duration": 10, "s3_configuration": [{"bucket_arn": "arn:b", "buffering_interval": 5}]}]
    assert properties(only({"aws_kinesis_firehose_delivery_stream.d": {block: written}})) == {
        outer: {
            "RetryOptions": {"DurationInSeconds": 10},
            "S3Configuration": {"BucketARN": "arn:b", "BufferingHints": {"IntervalInSeconds": 5}},
        }
    }


def test_an_application_that_analyses_a_stream() -> None:
    graph = translated(
        {
            "aws_kinesisanalyticsv2_application.a": {
                "name": "a",
                "description": "d",
                "runtime_environment": "FLINK-1_20",
                "application_configuration": [
                    {
                        "environment_properties": [{"property_group": [{"property_group_id": "g"}]}],
                        "run_configuration": [
                            {"application_restore_configuration": [{"application_restore_type": "SKIP_RESTORE"}]}
                        ],
                    }
                ],
                "cloudwatch_logging_options": [{"log_stream_arn": "arn:l"}],
            }
        }
    )
    application, log = graph.resources.values()
    assert properties(application) == {
        "ApplicationName": "a",
        "ApplicationDescription": "d",
        "RuntimeEnvironment": "FLINK-1_20",
        "ApplicationConfiguration": {"EnvironmentProperties": {"PropertyGroups": [{"PropertyGroupId": "g"}]}},
        "RunConfiguration": {"ApplicationRestoreConfiguration": {"ApplicationRestoreType": "SKIP_RESTORE"}},
    }
    assert log.type == "AWS::KinesisAnalyticsV2::ApplicationCloudWatchLoggingOption"
    assert properties(log) == {
        "ApplicationName": {"$ref": "aws_kinesisanalyticsv2_application.a"},
        "CloudWatchLoggingOption": {"LogStreamARN": "arn:l"},
    }


@pytest.mark.parametrize(
    ("policy", "named", "whole"),
    [
        ("aws_s3_bucket_policy", "bucket", "aws_s3_bucket"),
        ("aws_sqs_queue_policy", "queue_url", "aws_sqs_queue"),
        ("aws_secretsmanager_secret_policy", "secret_arn", "aws_secretsmanager_secret"),
        ("aws_secretsmanager_secret_rotation", "secret_id", "aws_secretsmanager_secret"),
    ],
)
def test_the_id_of_a_policy_is_what_it_is_the_policy_of(policy: str, named: str, whole: str) -> None:
    graph = translated(
        {
            f"{whole}.a": {},
            f"{policy}.p": {named: ref(f"{whole}.a", "id")},
            "aws_ssm_parameter.p": {"value": ref(f"{policy}.p", "id")},
        }
    )
    assert graph.resources["aws_ssm_parameter.p"].get("Value") == Reference(f"{whole}.a")


def test_a_split_resource_may_name_its_bucket_by_the_policy() -> None:
    graph = translated(
        {
            "aws_s3_bucket.a": {},
            "aws_s3_bucket_policy.p": {"bucket": ref("aws_s3_bucket.a", "id"), "policy": POLICY},
            "aws_s3_bucket_ownership_controls.o": {
                "bucket": ref("aws_s3_bucket_policy.p", "id"),
                "rule": [{"object_ownership": "BucketOwnerEnforced"}],
            },
        }
    )
    assert properties(graph.resources["aws_s3_bucket.a"]) == {
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    }
