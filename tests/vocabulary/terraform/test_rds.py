"""Instances, clusters and their groups."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Reference, Unknown
from tests.vocabulary.building import only, properties, ref, translated, unknown


def test_a_cluster_of_aurora_with_everything_around_it() -> None:
    graph = translated(
        {
            "aws_db_subnet_group.g": {"name": "g", "description": "d", "subnet_ids": ["subnet-1", "subnet-2"]},
            "aws_rds_cluster_parameter_group.p": {
                "name": "p",
                "family": "aurora-postgresql16",
                "parameter": [{"name": "rds.force_ssl", "value": "1", "apply_method": "pending-reboot"}],
            },
            "aws_rds_cluster.c": {
                "cluster_identifier": "c",
                "engine": "aurora-postgresql",
                "master_username": "admin",
                "manage_master_user_password": True,
                "db_subnet_group_name": ref("aws_db_subnet_group.g", "name"),
                "db_cluster_parameter_group_name": ref("aws_rds_cluster_parameter_group.p", "name"),
                "vpc_security_group_ids": ["sg-1"],
                "enabled_cloudwatch_logs_exports": ["postgresql"],
                "iam_database_authentication_enabled": True,
                "storage_encrypted": True,
                "backup_retention_period": 7,
                "deletion_protection": True,
                "iam_roles": ["arn:r"],
                "serverlessv2_scaling_configuration": [{"min_capacity": 0.5, "max_capacity": 4}],
                "skip_final_snapshot": False,
            },
            "aws_rds_cluster_instance.i": {
                "identifier": "i",
                "cluster_identifier": ref("aws_rds_cluster.c", "id"),
                "instance_class": "db.serverless",
                "engine": ref("aws_rds_cluster.c", "engine"),
                "performance_insights_enabled": True,
                "monitoring_interval": 60,
            },
        }
    )
    assert {one.address: one.type for one in graph.resources.values()} == {
        "aws_db_subnet_group.g": "AWS::RDS::DBSubnetGroup",
        "aws_rds_cluster_parameter_group.p": "AWS::RDS::DBClusterParameterGroup",
        "aws_rds_cluster.c": "AWS::RDS::DBCluster",
        "aws_rds_cluster_instance.i": "AWS::RDS::DBInstance",
    }
    group, parameters, cluster, instance = (properties(one) for one in graph.resources.values())
    assert group == {
        "DBSubnetGroupName": "g",
        "DBSubnetGroupDescription": "d",
        "SubnetIds": ["subnet-1", "subnet-2"],
    }
    assert parameters == {
        "DBClusterParameterGroupName": "p",
        "Family": "aurora-postgresql16",
        "Parameters": {"rds.force_ssl": "1"},
    }
    assert cluster == {
        "DBClusterIdentifier": "c",
        "Engine": "aurora-postgresql",
        "MasterUsername": "admin",
        "ManageMasterUserPassword": True,
        "DBSubnetGroupName": {"$ref": "aws_db_subnet_group.g"},
        "DBClusterParameterGroupName": {"$ref": "aws_rds_cluster_parameter_group.p"},
        "VpcSecurityGroupIds": ["sg-1"],
        "EnableCloudwatchLogsExports": ["postgresql"],
        "EnableIAMDatabaseAuthentication": True,
        "StorageEncrypted": True,
        "BackupRetentionPeriod": 7,
        "DeletionProtection": True,
        "AssociatedRoles": [{"RoleArn": "arn:r"}],
        "ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 4},
    }
    assert instance == {
        "DBInstanceIdentifier": "i",
        "DBClusterIdentifier": {"$ref": "aws_rds_cluster.c"},
        "DBInstanceClass": "db.serverless",
        "Engine": "aurora-postgresql",
        "EnablePerformanceInsights": True,
        "MonitoringInterval": 60,
        "PubliclyAccessible": False,
    }


@pytest.mark.parametrize("type_", ["aws_db_instance", "aws_rds_cluster"])
@pytest.mark.parametrize(
    ("skip", "expected"), [(True, "delete"), (False, "snapshot"), (None, "snapshot"), (unknown(), "unknown")]
)
def test_a_last_snapshot_is_taken_unless_it_is_skipped(type_: str, skip: Any, expected: str) -> None:
    assert only({f"{type_}.a": {"skip_final_snapshot": skip}}).lifecycle.on_delete == expected


def test_an_instance_in_cloudformations_words() -> None:
    found = only(
        {
            "aws_db_instance.a": {
                "identifier": "a",
                "instance_class": "db.t4g.micro",
                "allocated_storage": 20,
                "db_name": "app",
                "username": "admin",
                "password_wo": unknown("var.password"),
                "multi_az": True,
                "parameter_group_name": "p",
                "vpc_security_group_ids": ["sg-1"],
                "backup_window": "01:00-02:00",
                "maintenance_window": "sun:03:00-sun:04:00",
                "backup_retention_period": 3,
                "publicly_accessible": True,
                "ca_cert_identifier": "rds-ca-rsa2048-g1",
                "master_user_secret_kms_key_id": "key",
            }
        }
    )
    assert properties(found) == {
        "DBInstanceIdentifier": "a",
        "DBInstanceClass": "db.t4g.micro",
        "AllocatedStorage": "20",
        "DBName": "app",
        "MasterUsername": "admin",
        "MasterUserPassword": {"$unknown": "var.password has no value", "symbol": "var.password"},
        "MultiAZ": True,
        "DBParameterGroupName": "p",
        "VPCSecurityGroups": ["sg-1"],
        "PreferredBackupWindow": "01:00-02:00",
        "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
        "BackupRetentionPeriod": 3,
        "PubliclyAccessible": True,
        "CACertificateIdentifier": "rds-ca-rsa2048-g1",
        "MasterUserSecret": {"KmsKeyId": "key"},
    }


def test_the_providers_defaults_are_stated_where_cloudformation_has_others() -> None:
    assert properties(only({"aws_db_instance.a": {}})) == {"BackupRetentionPeriod": 0, "PubliclyAccessible": False}
    copy = properties(only({"aws_db_instance.a": {"replicate_source_db": "b"}}))
    assert copy == {"SourceDBInstanceIdentifier": "b", "PubliclyAccessible": False}


def test_a_stated_value_that_is_not_known_is_no_default() -> None:
    found = only({"aws_db_instance.a": {"backup_retention_period": unknown(), "publicly_accessible": unknown()}})
    assert isinstance(found.get("BackupRetentionPeriod"), Unknown)
    assert isinstance(found.get("PubliclyAccessible"), Unknown)


def test_an_instance_is_restored_to_a_point_in_time() -> None:
    found = only(
        {
            "aws_db_instance.a": {
                "restore_to_point_in_time": [{"source_db_instance_identifier": "b", "use_latest_restorable_time": True}]
            }
        }
    )
    assert properties(found) == {
        "SourceDBInstanceIdentifier": "b",
        "UseLatestRestorableTime": True,
        "PubliclyAccessible": False,
    }


@pytest.mark.parametrize(
    ("type_", "attribute", "expected"),
    [
        ("aws_db_instance", "id", "DbiResourceId"),
        ("aws_db_instance", "identifier", ""),
        ("aws_db_instance", "arn", "DBInstanceArn"),
        ("aws_db_instance", "address", "Endpoint.Address"),
        ("aws_db_instance", "endpoint", "endpoint"),
        ("aws_db_instance", "port", "Endpoint.Port"),
        ("aws_rds_cluster", "id", ""),
        ("aws_rds_cluster", "endpoint", "Endpoint.Address"),
        ("aws_rds_cluster", "reader_endpoint", "ReadEndpoint.Address"),
        ("aws_rds_cluster", "cluster_resource_id", "DBClusterResourceId"),
        ("aws_rds_cluster", "master_user_secret.0.secret_arn", "MasterUserSecret.SecretArn"),
        ("aws_rds_cluster_instance", "endpoint", "Endpoint.Address"),
        ("aws_db_subnet_group", "name", ""),
    ],
)
def test_what_is_known_of_a_database_after_deployment(type_: str, attribute: str, expected: str) -> None:
    graph = translated({f"{type_}.a": {}, "aws_ssm_parameter.p": {"value": ref(f"{type_}.a", attribute)}})
    assert graph.resources["aws_ssm_parameter.p"].get("Value") == Reference(f"{type_}.a", expected)


def test_parameters_are_a_map_known_in_part_where_a_name_is_not_known() -> None:
    found = only(
        {
            "aws_db_parameter_group.a": {
                "parameter": [{"name": "a", "value": "1"}, {"name": unknown(), "value": "2"}],
                "skip_destroy": True,
            }
        }
    )
    parameters = found.get("Parameters")
    assert isinstance(parameters, MapValue)
    assert parameters.entries == {"a": Known("1")}
    assert not parameters.complete
    assert found.lifecycle.on_delete == "retain"


def test_parameters_under_a_condition_stay_under_it() -> None:
    block = ListValue((MapValue({"name": Known("a"), "value": Known("1")}),))
    found = only({"aws_db_parameter_group.a": {"parameter": Conditional("strict", block, ListValue(()))}})
    assert found.get("Parameters") == Conditional("strict", MapValue({"a": Known("1")}), MapValue({}))


def test_the_targets_of_a_proxy_are_its_group() -> None:
    graph = translated(
        {
            "aws_rds_cluster.c": {},
            "aws_db_proxy.p": {"name": "p", "auth": [{"secret_arn": "arn:s", "iam_auth": "REQUIRED"}]},
            "aws_db_proxy_default_target_group.g": {
                "db_proxy_name": ref("aws_db_proxy.p", "name"),
                "connection_pool_config": [{"max_connections_percent": 90}],
            },
            "aws_db_proxy_target.c": {
                "target_group_name": ref("aws_db_proxy_default_target_group.g", "name"),
                "db_proxy_name": ref("aws_db_proxy.p", "name"),
                "db_cluster_identifier": ref("aws_rds_cluster.c", "id"),
            },
            "aws_db_proxy_target.i": {
                "target_group_name": ref("aws_db_proxy_default_target_group.g", "name"),
                "db_proxy_name": ref("aws_db_proxy.p", "name"),
                "db_instance_identifier": "i",
            },
        }
    )
    assert list(graph.resources) == ["aws_rds_cluster.c", "aws_db_proxy.p", "aws_db_proxy_default_target_group.g"]
    assert properties(graph.resources["aws_db_proxy.p"]) == {
        "DBProxyName": "p",
        "Auth": [{"SecretArn": "arn:s", "IAMAuth": "REQUIRED"}],
    }
    assert properties(graph.resources["aws_db_proxy_default_target_group.g"]) == {
        "DBProxyName": {"$ref": "aws_db_proxy.p"},
        "ConnectionPoolConfigurationInfo": {"MaxConnectionsPercent": 90},
        "DBClusterIdentifiers": [{"$ref": "aws_rds_cluster.c"}],
        "DBInstanceIdentifiers": ["i"],
    }


def test_roles_and_backups_elsewhere_are_the_instances() -> None:
    graph = translated(
        {
            "aws_db_instance.a": {"identifier": "a"},
            "aws_db_instance_role_association.r": {
                "db_instance_identifier": ref("aws_db_instance.a", "identifier"),
                "feature_name": "s3Import",
                "role_arn": "arn:r",
            },
            "aws_db_instance_automated_backups_replication.b": {
                "source_db_instance_arn": ref("aws_db_instance.a", "arn"),
                "retention_period": 14,
            },
        },
        region=Known("eu-west-1"),
    )
    assert list(graph.resources) == ["aws_db_instance.a"]
    assert properties(graph.resources["aws_db_instance.a"]) == {
        "DBInstanceIdentifier": "a",
        "BackupRetentionPeriod": 0,
        "PubliclyAccessible": False,
        "AssociatedRoles": [{"FeatureName": "s3Import", "RoleArn": "arn:r"}],
        "AutomaticBackupReplicationRegion": "eu-west-1",
        "AutomaticBackupReplicationRetentionPeriod": 14,
    }


def test_nothing_is_set_for_what_is_null() -> None:
    found = only({"aws_rds_cluster.c": {"engine": "aurora-mysql", "port": None, "iam_roles": None}})
    assert properties(found) == {"Engine": "aurora-mysql"}
    assert isinstance(found.get("Port"), Absent)
