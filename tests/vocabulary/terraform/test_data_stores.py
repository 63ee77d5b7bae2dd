"""Caches, document and graph databases, warehouses, search, file systems, brokers."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Reference, Unknown
from tests.vocabulary.building import only, properties, ref, translated, unknown

CASES: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "aws_elasticache_replication_group": (
        {
            "replication_group_id": "r",
            "description": "d",
            "node_type": "cache.t4g.micro",
            "parameter_group_name": "p",
            "subnet_group_name": "s",
            "security_group_ids": ["sg-1"],
            "at_rest_encryption_enabled": "true",
            "transit_encryption_enabled": True,
            "automatic_failover_enabled": True,
            "maintenance_window": "sun:05:00-sun:06:00",
            "log_delivery_configuration": [
                {
                    "destination": "g",
                    "destination_type": "cloudwatch-logs",
                    "log_format": "json",
                    "log_type": "slow-log",
                },
                {"destination": "f", "destination_type": "kinesis-firehose", "log_format": "text"},
            ],
        },
        "AWS::ElastiCache::ReplicationGroup",
        {
            "ReplicationGroupId": "r",
            "ReplicationGroupDescription": "d",
            "CacheNodeType": "cache.t4g.micro",
            "CacheParameterGroupName": "p",
            "CacheSubnetGroupName": "s",
            "SecurityGroupIds": ["sg-1"],
            "AtRestEncryptionEnabled": True,
            "TransitEncryptionEnabled": True,
            "AutomaticFailoverEnabled": True,
            "PreferredMaintenanceWindow": "sun:05:00-sun:06:00",
            "LogDeliveryConfigurations": [
                {
                    "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": "g"}},
                    "DestinationType": "cloudwatch-logs",
                    "LogFormat": "json",
                    "LogType": "slow-log",
                },
                {
                    "DestinationDetails": {"KinesisFirehoseDetails": {"DeliveryStream": "f"}},
                    "DestinationType": "kinesis-firehose",
                    "LogFormat": "text",
                },
            ],
        },
    ),
    "aws_elasticache_cluster": (
        {
            "cluster_id": "c",
            "engine": "memcached",
            "num_cache_nodes": 2,
            "subnet_group_name": "s",
            "security_group_ids": ["sg-1"],
            "preferred_availability_zones": ["a", "b"],
        },
        "AWS::ElastiCache::CacheCluster",
        {
            "ClusterName": "c",
            "Engine": "memcached",
            "NumCacheNodes": 2,
            "CacheSubnetGroupName": "s",
            "VpcSecurityGroupIds": ["sg-1"],
            "PreferredAvailabilityZones": ["a", "b"],
        },
    ),
    "aws_elasticache_parameter_group": (
        {"name": "p", "family": "redis7", "parameter": [{"name": "maxmemory-policy", "value": "noeviction"}]},
        "AWS::ElastiCache::ParameterGroup",
        {"CacheParameterGroupFamily": "redis7", "Properties": {"maxmemory-policy": "noeviction"}},
    ),
    "aws_docdb_cluster": (
        {
            "cluster_identifier": "c",
            "master_username": "u",
            "enabled_cloudwatch_logs_exports": ["audit"],
            "serverless_v2_scaling_configuration": [{"min_capacity": 1, "max_capacity": 2}],
            "restore_to_point_in_time": [{"source_cluster_identifier": "b", "restore_type": "full-copy"}],
        },
        "AWS::DocDB::DBCluster",
        {
            "DBClusterIdentifier": "c",
            "MasterUsername": "u",
            "EnableCloudwatchLogsExports": ["audit"],
            "ServerlessV2ScalingConfiguration": {"MinCapacity": 1, "MaxCapacity": 2},
            "SourceDBClusterIdentifier": "b",
            "RestoreType": "full-copy",
        },
    ),
    "aws_neptune_cluster": (
        {
            "cluster_identifier": "c",
            "engine": "neptune",
            "neptune_subnet_group_name": "s",
            "neptune_cluster_parameter_group_name": "p",
            "iam_database_authentication_enabled": True,
            "iam_roles": ["arn:r"],
            "kms_key_arn": "arn:k",
            "port": 8182,
            "serverless_v2_scaling_configuration": [{"min_capacity": 1}],
        },
        "AWS::Neptune::DBCluster",
        {
            "DBClusterIdentifier": "c",
            "DBSubnetGroupName": "s",
            "DBClusterParameterGroupName": "p",
            "IamAuthEnabled": True,
            "AssociatedRoles": [{"RoleArn": "arn:r"}],
            "KmsKeyId": "arn:k",
            "DBPort": 8182,
            "ServerlessScalingConfiguration": {"MinCapacity": 1},
        },
    ),
    "aws_redshift_parameter_group": (
        {"name": "p", "family": "redshift-2.0", "parameter": [{"name": "require_ssl", "value": "true"}]},
        "AWS::Redshift::ClusterParameterGroup",
        {
            "ParameterGroupName": "p",
            "ParameterGroupFamily": "redshift-2.0",
            "Parameters": [{"ParameterName": "require_ssl", "ParameterValue": "true"}],
        },
    ),
    "aws_redshiftserverless_workgroup": (
        {"workgroup_name": "w", "price_performance_target": [{"enabled": True, "level": 50}]},
        "AWS::RedshiftServerless::Workgroup",
        {"WorkgroupName": "w", "PricePerformanceTarget": {"Status": "ENABLED", "Level": 50}},
    ),
    "aws_opensearch_domain": (
        {
            "domain_name": "d",
            "engine_version": "OpenSearch_2.17",
            "access_policies": '{"Statement": []}',
            "encrypt_at_rest": [{"enabled": True, "kms_key_id": "key"}],
            "node_to_node_encryption": [{"enabled": True}],
            "cluster_config": [{"instance_type": "r7g.large.search", "zone_awareness_enabled": True}],
            "domain_endpoint_options": [{"enforce_https": True, "tls_security_policy": "Policy-Min-TLS-1-2-2019-07"}],
            "ebs_options": [{"ebs_enabled": True, "volume_size": 10}],
            "vpc_options": [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}],
            "log_publishing_options": [
                {"log_type": "ES_APPLICATION_LOGS", "cloudwatch_log_group_arn": "arn:g"},
                {"log_type": "AUDIT_LOGS", "cloudwatch_log_group_arn": "arn:h", "enabled": False},
            ],
        },
        "AWS::OpenSearchService::Domain",
        {
            "DomainName": "d",
            "EngineVersion": "OpenSearch_2.17",
            "AccessPolicies": {"Statement": []},
            "EncryptionAtRestOptions": {"Enabled": True, "KmsKeyId": "key"},
            "NodeToNodeEncryptionOptions": {"Enabled": True},
            "ClusterConfig": {"InstanceType": "r7g.large.search", "ZoneAwarenessEnabled": True},
            "DomainEndpointOptions": {"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"},
            "EBSOptions": {"EBSEnabled": True, "VolumeSize": 10},
            "VPCOptions": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
            "LogPublishingOptions": {
                "ES_APPLICATION_LOGS": {"CloudWatchLogsLogGroupArn": "arn:g", "Enabled": True},
                "AUDIT_LOGS": {"CloudWatchLogsLogGroupArn": "arn:h", "Enabled": False},
            },
        },
    ),
    "aws_fsx_lustre_file_system": (
        {
            "storage_capacity": 1200,
            "subnet_ids": ["subnet-1"],
            "deployment_type": "SCRATCH_2",
            "skip_final_backup": True,
        },
        "AWS::FSx::FileSystem",
        {
            "FileSystemType": "LUSTRE",
            "StorageCapacity": 1200,
            "SubnetIds": ["subnet-1"],
            "LustreConfiguration": {"DeploymentType": "SCRATCH_2"},
        },
    ),
    "aws_fsx_windows_file_system": (
        {
            "throughput_capacity": 32,
            "automatic_backup_retention_days": 7,
            "self_managed_active_directory": [{"username": "u", "domain_name": "d"}],
        },
        "AWS::FSx::FileSystem",
        {
            "FileSystemType": "WINDOWS",
            "WindowsConfiguration": {
                "ThroughputCapacity": 32,
                "AutomaticBackupRetentionDays": 7,
                "SelfManagedActiveDirectoryConfiguration": {"UserName": "u", "DomainName": "d"},
            },
        },
    ),
    "aws_fsx_openzfs_volume": (
        {"name": "v", "parent_volume_id": "fsvol-1", "record_size_kib": 128},
        "AWS::FSx::Volume",
        {
            "Name": "v",
            "VolumeType": "OPENZFS",
            "OpenZFSConfiguration": {"ParentVolumeId": "fsvol-1", "RecordSizeKiB": 128},
        },
    ),
    "aws_msk_cluster": (
        {
            "cluster_name": "c",
            "kafka_version": "3.6.0",
            "number_of_broker_nodes": 3,
            "broker_node_group_info": [
                {
                    "instance_type": "kafka.m7g.large",
                    "client_subnets": ["subnet-1"],
                    "az_distribution": "DEFAULT",
                    "storage_info": [{"ebs_storage_info": [{"volume_size": 100}]}],
                }
            ],
            "client_authentication": [
                {
                    "unauthenticated": False,
                    "sasl": [{"iam": True, "scram": False}],
                    "tls": [{"certificate_authority_arns": ["arn:ca"]}],
                }
            ],
            "encryption_info": [{"encryption_at_rest_kms_key_arn": "arn:k"}],
            "tags": {"team": "data"},
        },
        "AWS::MSK::Cluster",
        {
            "ClusterName": "c",
            "KafkaVersion": "3.6.0",
            "NumberOfBrokerNodes": 3,
            "BrokerNodeGroupInfo": {
                "InstanceType": "kafka.m7g.large",
                "ClientSubnets": ["subnet-1"],
                "BrokerAZDistribution": "DEFAULT",
                "StorageInfo": {"EBSStorageInfo": {"VolumeSize": 100}},
            },
            "ClientAuthentication": {
                "Unauthenticated": {"Enabled": False},
                "Sasl": {"Iam": {"Enabled": True}, "Scram": {"Enabled": False}},
                "Tls": {"CertificateAuthorityArnList": ["arn:ca"]},
            },
            "EncryptionInfo": {"EncryptionAtRest": {"DataVolumeKMSKeyId": "arn:k"}},
            "Tags": {"team": "data"},
        },
    ),
    "aws_mq_broker": (
        {"broker_name": "b", "user": [{"username": "u", "console_access": True}], "logs": [{"audit": "true"}]},
        "AWS::AmazonMQ::Broker",
        {"BrokerName": "b", "Users": [{"Username": "u", "ConsoleAccess": True}], "Logs": {"Audit": True}},
    ),
    "aws_dax_cluster": (
        {
            "cluster_name": "c",
            "server_side_encryption": [{"enabled": True}],
            "maintenance_window": "sun:05:00-sun:06:00",
        },
        "AWS::DAX::Cluster",
        {
            "ClusterName": "c",
            "SSESpecification": {"SSEEnabled": True},
            "PreferredMaintenanceWindow": "sun:05:00-sun:06:00",
        },
    ),
    "aws_memorydb_cluster": (
        {"name": "c", "kms_key_arn": "arn:k", "tls_enabled": True, "data_tiering": True},
        "AWS::MemoryDB::Cluster",
        {"ClusterName": "c", "KmsKeyId": "arn:k", "TLSEnabled": True, "DataTiering": "true"},
    ),
}


@pytest.mark.parametrize("type_", CASES)
def test_a_data_store_in_cloudformations_words(type_: str) -> None:
    arguments, expected_type, expected = CASES[type_]
    found = only({f"{type_}.a": arguments})
    assert (found.type, properties(found)) == (expected_type, expected)
    assert found.properties.complete


SPLIT: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "aws_efs_backup_policy": (
        "aws_efs_file_system",
        "file_system_id",
        {"backup_policy": [{"status": "ENABLED"}]},
        {"BackupPolicy": {"Status": "ENABLED"}},
    ),
    "aws_efs_file_system_policy": (
        "aws_efs_file_system",
        "file_system_id",
        {"policy": '{"Statement": []}'},
        {"FileSystemPolicy": {"Statement": []}},
    ),
    "aws_efs_replication_configuration": (
        "aws_efs_file_system",
        "source_file_system_id",
        {"destination": [{"region": "eu-west-1", "kms_key_id": "key"}]},
        {"ReplicationConfiguration": {"Destinations": [{"Region": "eu-west-1", "KmsKeyId": "key"}]}},
    ),
    "aws_opensearch_domain_policy": (
        "aws_opensearch_domain",
        "domain_name",
        {"access_policies": '{"Statement": []}'},
        {"AccessPolicies": {"Statement": []}},
    ),
    "aws_opensearch_domain_saml_options": (
        "aws_opensearch_domain",
        "domain_name",
        {"saml_options": [{"enabled": True, "idp": [{"entity_id": "e", "metadata_content": "m"}]}]},
        {
            "AdvancedSecurityOptions": {
                "SAMLOptions": {"Enabled": True, "Idp": {"EntityId": "e", "MetadataContent": "m"}},
            }
        },
    ),
    "aws_redshift_logging": (
        "aws_redshift_cluster",
        "cluster_identifier",
        {"log_destination_type": "s3", "bucket_name": "logs"},
        {"LoggingProperties": {"LogDestinationType": "s3", "BucketName": "logs"}},
    ),
    "aws_redshift_snapshot_copy": (
        "aws_redshift_cluster",
        "cluster_identifier",
        {"destination_region": "eu-west-1", "retention_period": 7},
        {"DestinationRegion": "eu-west-1", "SnapshotCopyRetentionPeriod": 7},
    ),
    "aws_redshift_cluster_iam_roles": (
        "aws_redshift_cluster",
        "cluster_identifier",
        {"iam_role_arns": ["arn:r"]},
        {"IamRoles": ["arn:r"]},
    ),
    "aws_elasticache_user_group_association": (
        "aws_elasticache_user_group",
        "user_group_id",
        {"user_id": "u"},
        {"UserIds": ["u"]},
    ),
}


@pytest.mark.parametrize("type_", SPLIT)
def test_what_a_split_resource_gives_to_its_data_store(type_: str) -> None:
    whole, by, arguments, expected = SPLIT[type_]
    graph = translated({f"{whole}.a": {}, f"{type_}.x": {by: ref(f"{whole}.a", by), **arguments}})
    assert list(graph.resources) == [f"{whole}.a"]
    assert properties(graph.resources[f"{whole}.a"]) == expected


def test_a_file_system_has_lifecycle_policies_tags_and_protection() -> None:
    found = only(
        {
            "aws_efs_file_system.f": {
                "creation_token": "t",
                "encrypted": True,
                "lifecycle_policy": [{"transition_to_ia": "AFTER_30_DAYS"}, {"transition_to_archive": "AFTER_90_DAYS"}],
                "protection": [{"replication_overwrite": "ENABLED"}],
                "tags": {"team": "data"},
            }
        }
    )
    assert properties(found) == {
        "Encrypted": True,
        "LifecyclePolicies": [{"TransitionToIA": "AFTER_30_DAYS"}, {"TransitionToArchive": "AFTER_90_DAYS"}],
        "FileSystemProtection": {"ReplicationOverwriteProtection": "ENABLED"},
        "FileSystemTags": [{"Key": "team", "Value": "data"}],
    }


@pytest.mark.parametrize(
    "type_", ["aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift_cluster", "aws_fsx_openzfs_file_system"]
)
def test_a_last_snapshot_is_taken_unless_it_is_skipped(type_: str) -> None:
    skip = "skip_final_backup" if "fsx" in type_ else "skip_final_snapshot"
    assert only({f"{type_}.a": {}}).lifecycle.on_delete == "snapshot"
    assert only({f"{type_}.a": {skip: True}}).lifecycle.on_delete == "delete"
    assert only({f"{type_}.a": {skip: unknown()}}).lifecycle.on_delete == "unknown"


@pytest.mark.parametrize(
    ("kind", "skip", "expected"),
    [
        ("PERSISTENT_2", None, "delete"),
        ("PERSISTENT_2", True, "delete"),
        ("PERSISTENT_2", False, "snapshot"),
        ("PERSISTENT_2", unknown(), "unknown"),
        ("SCRATCH_1", False, "delete"),
        ("SCRATCH_2", unknown(), "delete"),
        (None, False, "delete"),
        (unknown(), False, "unknown"),
        (unknown(), None, "delete"),
    ],
)
def test_lustre_leaves_a_backup_only_where_it_is_said_and_never_of_a_scratch_one(
    kind: Any, skip: Any, expected: str
) -> None:
    found = only({"aws_fsx_lustre_file_system.a": {"deployment_type": kind, "skip_final_backup": skip}})
    assert found.lifecycle.on_delete == expected


@pytest.mark.parametrize(
    ("type_", "argument"),
    [
        ("aws_elasticache_cluster", "final_snapshot_identifier"),
        ("aws_elasticache_replication_group", "final_snapshot_identifier"),
        ("aws_memorydb_cluster", "final_snapshot_name"),
    ],
)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("last", "snapshot"),
        (None, "delete"),
        (unknown(), "unknown"),
        (Conditional("keep", Known("last"), Known(None)), "unknown"),
        (Conditional("long", Known("last"), Known("end")), "snapshot"),
    ],
)
def test_a_cache_leaves_a_snapshot_where_it_is_named(type_: str, argument: str, value: Any, expected: str) -> None:
    assert only({f"{type_}.a": {argument: value}}).lifecycle.on_delete == expected


def test_a_destination_of_logs_whose_kind_is_not_known_is_open() -> None:
    block = {"destination": "g", "destination_type": unknown()}
    found = only({"aws_elasticache_replication_group.r": {"log_delivery_configuration": [block]}})
    details = found.get("LogDeliveryConfigurations", 0, "DestinationDetails")
    assert isinstance(details, Unknown)
    assert details.sources == (Known("g"),)


def test_the_first_member_of_a_global_cache_is_in_its_own_region() -> None:
    found = only(
        {"aws_elasticache_global_replication_group.g": {"primary_replication_group_id": "r", "num_node_groups": 2}},
        region=Known("eu-west-1"),
    )
    members = found.get("Members")
    assert isinstance(members, ListValue)
    assert not members.complete
    assert members.items == (
        MapValue(
            {
                "ReplicationGroupId": Known("r"),
                "ReplicationGroupRegion": Known("eu-west-1"),
                "Role": Known("PRIMARY"),
            }
        ),
    )
    assert found.get("GlobalNodeGroupCount") == Known(2)


def test_published_logs_of_an_unknown_type_leave_the_map_open() -> None:
    found = only({"aws_opensearch_domain.d": {"log_publishing_options": [{"log_type": unknown()}]}})
    logs = found.get("LogPublishingOptions")
    assert isinstance(logs, MapValue)
    assert (logs.entries, logs.complete) == ({}, False)


@pytest.mark.parametrize(
    ("type_", "attribute", "expected"),
    [
        ("aws_elasticache_replication_group", "primary_endpoint_address", "PrimaryEndPoint.Address"),
        ("aws_elasticache_serverless_cache", "endpoint.0.address", "Endpoint.Address"),
        ("aws_elasticache_serverless_cache", "arn", "ARN"),
        ("aws_docdb_cluster", "reader_endpoint", "ReadEndpoint"),
        ("aws_neptune_cluster_instance", "address", "Endpoint"),
        ("aws_neptune_cluster_instance", "endpoint", "endpoint"),
        ("aws_redshift_cluster", "dns_name", "Endpoint.Address"),
        ("aws_redshift_cluster", "endpoint", "endpoint"),
        ("aws_redshiftserverless_workgroup", "endpoint.0.address", "Workgroup.Endpoint.Address"),
        ("aws_redshiftserverless_namespace", "arn", "Namespace.NamespaceArn"),
        ("aws_opensearch_domain", "id", "Arn"),
        ("aws_opensearch_domain", "domain_name", ""),
        ("aws_opensearch_domain", "endpoint", "DomainEndpoint"),
        ("aws_elasticsearch_domain", "id", "Arn"),
        ("aws_efs_file_system", "id", ""),
        ("aws_fsx_lustre_file_system", "dns_name", "DNSName"),
        ("aws_msk_configuration", "latest_revision", "LatestRevision.Revision"),
        ("aws_mq_broker", "id", ""),
        ("aws_memorydb_cluster", "arn", "ARN"),
    ],
)
def test_what_is_known_of_a_data_store_after_deployment(type_: str, attribute: str, expected: str) -> None:
    graph = translated({f"{type_}.a": {}, "aws_ssm_parameter.p": {"value": ref(f"{type_}.a", attribute)}})
    assert graph.resources["aws_ssm_parameter.p"].get("Value") == Reference(f"{type_}.a", expected)


def test_a_configuration_of_a_broker_that_is_kept() -> None:
    assert only({"aws_mq_configuration.c": {"skip_destroy": True}}).lifecycle.on_delete == "retain"
    assert only({"aws_mq_configuration.c": {"skip_destroy": unknown()}}).lifecycle.on_delete == "unknown"
    assert only({"aws_mq_configuration.c": {}}).lifecycle.empties_on_delete is Truth.NO


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"enable": True, "bucket_name": "logs"}, {"LoggingProperties": {"BucketName": "logs"}}),
        ({"enable": False, "bucket_name": "logs"}, {}),
    ],
)
def test_logging_and_copies_of_snapshots_inside_a_warehouse(block: dict[str, Any], expected: dict[str, Any]) -> None:
    copied = {"destination_region": "eu-west-1", "retention_period": 7, "grant_name": "g"}
    found = only({"aws_redshift_cluster.c": {"logging": [block], "snapshot_copy": [copied]}})
    assert properties(found) == {
        **expected,
        "DestinationRegion": "eu-west-1",
        "SnapshotCopyRetentionPeriod": 7,
        "SnapshotCopyGrantName": "g",
    }


def test_logging_inside_a_warehouse_that_may_be_off_is_not_absent() -> None:
    found = only({"aws_redshift_cluster.c": {"logging": [{"enable": unknown(), "bucket_name": "logs"}]}})
    assert isinstance(found.get("LoggingProperties"), Unknown)
