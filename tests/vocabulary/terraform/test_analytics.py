"""Backups, images, the data catalog, queries, migrations and transfers."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.serialise import to_json
from stackproof.graph.truth import Truth
from stackproof.graph.values import Reference, Unknown
from tests.vocabulary.building import only, properties, ref, translated, unknown

POLICY = '{"Statement": []}'
DOCUMENT: dict[str, Any] = {"Statement": []}

CASES: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "aws_backup_plan": (
        {
            "name": "p",
            "rule": [
                {
                    "rule_name": "daily",
                    "target_vault_name": "v",
                    "schedule": "cron(0 5 * * ? *)",
                    "start_window": 60,
                    "completion_window": 180,
                    "enable_continuous_backup": True,
                    "lifecycle": [{"cold_storage_after": 30, "delete_after": 120}],
                    "copy_action": [{"destination_vault_arn": "arn:v", "lifecycle": [{"delete_after": 7}]}],
                }
            ],
            "advanced_backup_setting": [{"resource_type": "EC2", "backup_options": {"WindowsVSS": "enabled"}}],
            "tags": {"team": "data"},
        },
        "AWS::Backup::BackupPlan",
        {
            "BackupPlan": {
                "BackupPlanName": "p",
                "BackupPlanRule": [
                    {
                        "RuleName": "daily",
                        "TargetBackupVault": "v",
                        "ScheduleExpression": "cron(0 5 * * ? *)",
                        "StartWindowMinutes": 60,
                        "CompletionWindowMinutes": 180,
                        "EnableContinuousBackup": True,
                        "Lifecycle": {"MoveToColdStorageAfterDays": 30, "DeleteAfterDays": 120},
                        "CopyActions": [{"DestinationBackupVaultArn": "arn:v", "Lifecycle": {"DeleteAfterDays": 7}}],
                    }
                ],
                "AdvancedBackupSettings": [{"ResourceType": "EC2", "BackupOptions": {"WindowsVSS": "enabled"}}],
            },
            "BackupPlanTags": {"team": "data"},
        },
    ),
    "aws_backup_selection": (
        {
            "plan_id": "p",
            "name": "s",
            "iam_role_arn": "arn:r",
            "resources": ["arn:db"],
            "selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "daily"}],
            "condition": [{"string_equals": [{"key": "aws:ResourceTag/team", "value": "data"}]}],
        },
        "AWS::Backup::BackupSelection",
        {
            "BackupPlanId": "p",
            "BackupSelection": {
                "SelectionName": "s",
                "IamRoleArn": "arn:r",
                "Resources": ["arn:db"],
                "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "daily"}],
                "Conditions": {
                    "StringEquals": [{"ConditionKey": "aws:ResourceTag/team", "ConditionValue": "data"}],
                },
            },
        },
    ),
    "aws_athena_workgroup": (
        {
            "name": "w",
            "configuration": [
                {
                    "enforce_workgroup_configuration": True,
                    "bytes_scanned_cutoff_per_query": 10,
                    "engine_version": [{"selected_engine_version": "AUTO"}],
                    "result_configuration": [
                        {
                            "output_location": "s3://b/",
                            "encryption_configuration": [{"encryption_option": "SSE_KMS", "kms_key_arn": "arn:k"}],
                        }
                    ],
                    "monitoring_configuration": [
                        {
                            "cloud_watch_logging_configuration": [
                                {"enabled": True, "log_type": [{"key": "SPARK_DRIVER", "values": ["STDOUT"]}]}
                            ]
                        }
                    ],
                }
            ],
        },
        "AWS::Athena::WorkGroup",
        {
            "Name": "w",
            "WorkGroupConfiguration": {
                "EnforceWorkGroupConfiguration": True,
                "BytesScannedCutoffPerQuery": 10,
                "EngineVersion": {"SelectedEngineVersion": "AUTO"},
                "ResultConfiguration": {
                    "OutputLocation": "s3://b/",
                    "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": "arn:k"},
                },
                "MonitoringConfiguration": {
                    "CloudWatchLoggingConfiguration": {"Enabled": True, "LogTypes": {"SPARK_DRIVER": ["STDOUT"]}}
                },
            },
        },
    ),
    "aws_glue_catalog_database": (
        {
            "name": "d",
            "description": "x",
            "create_table_default_permission": [
                {"permissions": ["ALL"], "principal": [{"data_lake_principal_identifier": "p"}]}
            ],
        },
        "AWS::Glue::Database",
        {
            "DatabaseInput": {
                "Name": "d",
                "Description": "x",
                "CreateTableDefaultPermissions": [
                    {"Permissions": ["ALL"], "Principal": {"DataLakePrincipalIdentifier": "p"}}
                ],
            }
        },
    ),
    "aws_glue_catalog_table": (
        {
            "name": "t",
            "database_name": "d",
            "table_type": "EXTERNAL_TABLE",
            "parameters": {"classification": "parquet"},
            "partition_keys": [{"name": "day", "type": "date"}],
            "storage_descriptor": [
                {
                    "location": "s3://b/",
                    "columns": [{"name": "id", "type": "string"}],
                    "ser_de_info": [{"serialization_library": "parquet", "parameters": {"a": "b"}}],
                }
            ],
        },
        "AWS::Glue::Table",
        {
            "DatabaseName": "d",
            "TableInput": {
                "Name": "t",
                "TableType": "EXTERNAL_TABLE",
                "Parameters": {"classification": "parquet"},
                "PartitionKeys": [{"Name": "day", "Type": "date"}],
                "StorageDescriptor": {
                    "Location": "s3://b/",
                    "Columns": [{"Name": "id", "Type": "string"}],
                    "SerdeInfo": {"SerializationLibrary": "parquet", "Parameters": {"a": "b"}},
                },
            },
        },
    ),
    "aws_glue_job": (
        {
            "name": "j",
            "role_arn": "arn:r",
            "command": [{"script_location": "s3://b/job.py", "python_version": "3"}],
            "connections": ["c"],
            "default_arguments": {"--job-language": "python"},
            "glue_version": "5.0",
        },
        "AWS::Glue::Job",
        {
            "Name": "j",
            "Role": "arn:r",
            "Command": {"ScriptLocation": "s3://b/job.py", "PythonVersion": "3"},
            "Connections": {"Connections": ["c"]},
            "DefaultArguments": {"--job-language": "python"},
            "GlueVersion": "5.0",
        },
    ),
    "aws_glue_crawler": (
        {
            "name": "c",
            "role": "r",
            "schedule": "cron(0 1 * * ? *)",
            "security_configuration": "sc",
            "s3_target": [{"path": "s3://b/", "exclusions": ["*.tmp"]}],
            "dynamodb_target": [{"path": "orders"}],
        },
        "AWS::Glue::Crawler",
        {
            "Name": "c",
            "Role": "r",
            "Schedule": {"ScheduleExpression": "cron(0 1 * * ? *)"},
            "CrawlerSecurityConfiguration": "sc",
            "Targets": {
                "S3Targets": [{"Path": "s3://b/", "Exclusions": ["*.tmp"]}],
                "DynamoDBTargets": [{"Path": "orders"}],
            },
        },
    ),
    "aws_glue_classifier": (
        {"name": "c", "json_classifier": [{"json_path": "$"}]},
        "AWS::Glue::Classifier",
        {"JsonClassifier": {"Name": "c", "JsonPath": "$"}},
    ),
    "aws_lakeformation_permissions": (
        {
            "principal": "arn:r",
            "permissions": ["SELECT"],
            "table": [{"database_name": "d", "wildcard": True}],
        },
        "AWS::LakeFormation::PrincipalPermissions",
        {
            "Principal": {"DataLakePrincipalIdentifier": "arn:r"},
            "Permissions": ["SELECT"],
            "Resource": {"Table": {"DatabaseName": "d", "TableWildcard": {}}},
        },
    ),
    "aws_lakeformation_data_lake_settings": (
        {"admins": ["arn:a"], "create_table_default_permissions": [{"permissions": ["ALL"], "principal": "p"}]},
        "AWS::LakeFormation::DataLakeSettings",
        {
            "Admins": [{"DataLakePrincipalIdentifier": "arn:a"}],
            "CreateTableDefaultPermissions": [
                {"Permissions": ["ALL"], "Principal": {"DataLakePrincipalIdentifier": "p"}}
            ],
        },
    ),
    "aws_dms_s3_endpoint": (
        {
            "endpoint_id": "e",
            "endpoint_type": "target",
            "bucket_name": "b",
            "rfc_4180": True,
            "use_task_start_time_for_full_load_timestamp": True,
            "kms_key_arn": "arn:k",
        },
        "AWS::DMS::Endpoint",
        {
            "EndpointIdentifier": "e",
            "EndpointType": "target",
            "KmsKeyId": "arn:k",
            "S3Settings": {"BucketName": "b", "Rfc4180": True, "UseTaskStartTimeForFullLoadTimestamp": True},
        },
    ),
    "aws_dms_replication_instance": (
        {"replication_instance_id": "i", "replication_subnet_group_id": "g", "multi_az": True, "kms_key_arn": "arn:k"},
        "AWS::DMS::ReplicationInstance",
        {
            "ReplicationInstanceIdentifier": "i",
            "ReplicationSubnetGroupIdentifier": "g",
            "MultiAZ": True,
            "KmsKeyId": "arn:k",
        },
    ),
    "aws_transfer_server": (
        {"identity_provider_type": "AWS_LAMBDA", "function": "arn:f", "protocols": ["SFTP"]},
        "AWS::Transfer::Server",
        {
            "IdentityProviderType": "AWS_LAMBDA",
            "IdentityProviderDetails": {"Function": "arn:f"},
            "Protocols": ["SFTP"],
        },
    ),
    "aws_datasync_task": (
        {
            "name": "t",
            "source_location_arn": "arn:s",
            "destination_location_arn": "arn:d",
            "task_report_config": [
                {
                    "s3_destination": [{"s3_bucket_arn": "arn:b"}],
                    "report_overrides": [{"deleted_override": "ERRORS_ONLY"}],
                }
            ],
        },
        "AWS::DataSync::Task",
        {
            "Name": "t",
            "SourceLocationArn": "arn:s",
            "DestinationLocationArn": "arn:d",
            "TaskReportConfig": {
                "Destination": {"S3": {"S3BucketArn": "arn:b"}},
                "Overrides": {"Deleted": {"ReportLevel": "ERRORS_ONLY"}},
            },
        },
    ),
    "aws_timestreamwrite_table": (
        {
            "database_name": "d",
            "table_name": "t",
            "retention_properties": [{"memory_store_retention_period_in_hours": 24}],
        },
        "AWS::Timestream::Table",
        {"DatabaseName": "d", "TableName": "t", "RetentionProperties": {"MemoryStoreRetentionPeriodInHours": "24"}},
    ),
    "aws_s3_directory_bucket": (
        {
            "bucket": "b--use1-az4--x-s3",
            "location": [{"name": "use1-az4"}],
            "data_redundancy": "SingleAvailabilityZone",
        },
        "AWS::S3Express::DirectoryBucket",
        {
            "BucketName": "b--use1-az4--x-s3",
            "LocationName": "use1-az4",
            "DataRedundancy": "SingleAvailabilityZone",
        },
    ),
    "aws_s3control_multi_region_access_point": (
        {"details": [{"name": "m", "region": [{"bucket": "a"}, {"bucket": "b"}]}]},
        "AWS::S3::MultiRegionAccessPoint",
        {"Name": "m", "Regions": [{"Bucket": "a"}, {"Bucket": "b"}]},
    ),
    "aws_s3tables_table_bucket": (
        {
            "name": "b",
            "encryption_configuration": {"sse_algorithm": "aws:kms", "kms_key_arn": "arn:k"},
            "maintenance_configuration": {
                "iceberg_unreferenced_file_removal": {
                    "status": "enabled",
                    "settings": {"unreferenced_days": 3, "non_current_days": 10},
                }
            },
        },
        "AWS::S3Tables::TableBucket",
        {
            "TableBucketName": "b",
            "EncryptionConfiguration": {"SSEAlgorithm": "aws:kms", "KMSKeyArn": "arn:k"},
            "UnreferencedFileRemoval": {"Status": "enabled", "UnreferencedDays": 3, "NoncurrentDays": 10},
        },
    ),
}


@pytest.mark.parametrize("type_", CASES)
def test_a_service_in_cloudformations_words(type_: str) -> None:
    arguments, expected_type, expected = CASES[type_]
    found = only({f"{type_}.a": arguments})
    assert (found.type, properties(found)) == (expected_type, expected)
    assert found.properties.complete


SPLIT: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "aws_backup_vault_policy": (
        "aws_backup_vault",
        "backup_vault_name",
        {"policy": POLICY},
        {"AccessPolicy": DOCUMENT},
    ),
    "aws_backup_vault_lock_configuration": (
        "aws_backup_vault",
        "backup_vault_name",
        {"min_retention_days": 7, "changeable_for_days": 3},
        {"LockConfiguration": {"MinRetentionDays": 7, "ChangeableForDays": 3}},
    ),
    "aws_backup_vault_notifications": (
        "aws_backup_vault",
        "backup_vault_name",
        {"sns_topic_arn": "arn:t", "backup_vault_events": ["BACKUP_JOB_FAILED"]},
        {"Notifications": {"SNSTopicArn": "arn:t", "BackupVaultEvents": ["BACKUP_JOB_FAILED"]}},
    ),
    "aws_ecr_repository_policy": (
        "aws_ecr_repository",
        "repository",
        {"policy": POLICY},
        {"RepositoryPolicyText": DOCUMENT},
    ),
    "aws_ecr_lifecycle_policy": (
        "aws_ecr_repository",
        "repository",
        {"policy": '{"rules": []}'},
        {"LifecyclePolicy": {"LifecyclePolicyText": '{"rules": []}'}},
    ),
    "aws_s3control_access_point_policy": (
        "aws_s3_access_point",
        "access_point_arn",
        {"policy": POLICY},
        {"Policy": DOCUMENT},
    ),
    "aws_s3tables_table_bucket_replication": (
        "aws_s3tables_table_bucket",
        "table_bucket_arn",
        {"role": "arn:r", "rule": [{"destination": [{"destination_table_bucket_arn": "arn:d"}]}]},
        {
            "ReplicationConfiguration": {
                "Role": "arn:r",
                "Rules": [{"Destinations": [{"DestinationTableBucketARN": "arn:d"}]}],
            }
        },
    ),
}


@pytest.mark.parametrize("type_", SPLIT)
def test_what_a_split_resource_gives_to_what_it_configures(type_: str) -> None:
    whole, by, arguments, expected = SPLIT[type_]
    graph = translated({f"{whole}.a": {}, f"{type_}.x": {by: ref(f"{whole}.a", "name"), **arguments}})
    assert list(graph.resources) == [f"{whole}.a"]
    assert properties(graph.resources[f"{whole}.a"]) == expected


@pytest.mark.parametrize(
    ("type_", "argument"),
    [
        ("aws_ecr_repository", "force_delete"),
        ("aws_ecrpublic_repository", "force_destroy"),
        ("aws_backup_vault", "force_destroy"),
        ("aws_s3_directory_bucket", "force_destroy"),
        ("aws_s3tables_table_bucket", "force_destroy"),
        ("aws_s3vectors_vector_bucket", "force_destroy"),
    ],
)
def test_what_is_emptied_by_force(type_: str, argument: str) -> None:
    assert only({f"{type_}.a": {argument: True}}).lifecycle.empties_on_delete is Truth.YES
    assert only({f"{type_}.a": {argument: unknown()}}).lifecycle.empties_on_delete is Truth.UNDECIDED
    assert only({f"{type_}.a": {}}).lifecycle.empties_on_delete is Truth.NO


def test_a_repository_with_filters_says_how_it_is_deleted() -> None:
    found = only(
        {
            "aws_ecr_repository.r": {
                "name": "app",
                "force_delete": True,
                "image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION",
                "image_tag_mutability_exclusion_filter": [{"filter": "latest*", "filter_type": "WILDCARD"}],
                "image_scanning_configuration": [{"scan_on_push": True}],
                "encryption_configuration": [{"encryption_type": "KMS", "kms_key": "arn:k"}],
            }
        }
    )
    assert properties(found) == {
        "RepositoryName": "app",
        "EmptyOnDelete": True,
        "ImageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "ImageTagMutabilityExclusionFilters": [
            {
                "ImageTagMutabilityExclusionFilterValue": "latest*",
                "ImageTagMutabilityExclusionFilterType": "WILDCARD",
            }
        ],
        "ImageScanningConfiguration": {"ScanOnPush": True},
        "EncryptionConfiguration": {"EncryptionType": "KMS", "KmsKey": "arn:k"},
    }


def test_keys_of_a_user_are_found_by_server_and_name() -> None:
    graph = translated(
        {
            "aws_transfer_server.s": {},
            "aws_transfer_user.a": {"server_id": ref("aws_transfer_server.s", "id"), "user_name": "a"},
            "aws_transfer_user.b": {"server_id": ref("aws_transfer_server.s", "id"), "user_name": "b"},
            "aws_transfer_ssh_key.k": {
                "server_id": ref("aws_transfer_server.s", "id"),
                "user_name": ref("aws_transfer_user.b", "user_name"),
                "body": "ssh-ed25519 AAAA",
            },
        }
    )
    assert "aws_transfer_ssh_key.k" not in graph.resources
    server = {"$ref": "aws_transfer_server.s", "attribute": "ServerId"}
    assert properties(graph.resources["aws_transfer_user.a"]) == {"ServerId": server, "UserName": "a"}
    assert properties(graph.resources["aws_transfer_user.b"]) == {
        "ServerId": server,
        "UserName": "b",
        "SshPublicKeys": ["ssh-ed25519 AAAA"],
    }


def test_the_host_key_of_a_server_is_not_shown() -> None:
    graph = translated({"aws_transfer_server.s": {"host_key": "a private thing"}})
    assert "a private thing" not in to_json(graph)
    assert graph.resources["aws_transfer_server.s"].properties.complete


def test_a_wildcard_that_is_not_known_is_not_absent() -> None:
    found = only({"aws_lakeformation_permissions.p": {"table": [{"database_name": "d", "wildcard": unknown()}]}})
    assert isinstance(found.get("Resource", "Table", "TableWildcard"), Unknown)


@pytest.mark.parametrize(
    ("type_", "attribute", "expected"),
    [
        ("aws_backup_vault", "arn", "BackupVaultArn"),
        ("aws_backup_vault", "name", ""),
        ("aws_backup_plan", "id", ""),
        ("aws_ecr_repository", "repository_url", "RepositoryUri"),
        ("aws_glue_catalog_database", "name", ""),
        ("aws_glue_catalog_database", "id", "id"),
        ("aws_dms_replication_instance", "replication_instance_arn", ""),
        ("aws_dms_endpoint", "endpoint_arn", ""),
        ("aws_transfer_server", "id", "ServerId"),
        ("aws_s3_access_point", "id", "id"),
        ("aws_s3_access_point", "arn", "Arn"),
        ("aws_s3tables_table_bucket", "arn", "TableBucketARN"),
    ],
)
def test_what_is_known_of_a_service_after_deployment(type_: str, attribute: str, expected: str) -> None:
    graph = translated({f"{type_}.a": {}, "aws_ssm_parameter.p": {"value": ref(f"{type_}.a", attribute)}})
    assert graph.resources["aws_ssm_parameter.p"].get("Value") == Reference(f"{type_}.a", expected)


@pytest.mark.parametrize("type_", ["aws_s3_object", "aws_dynamodb_table_item", "aws_rds_certificate", "aws_kms_grant"])
def test_what_cloudformation_has_no_word_for_is_counted(type_: str) -> None:
    graph = translated({f"{type_}.a": {"key": "k"}})
    assert graph.unmapped == {type_: 1}
    assert graph.resources[f"{type_}.a"].type == type_
