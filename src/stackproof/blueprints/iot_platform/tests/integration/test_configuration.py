"""How the deployment is set up, as read back from AWS: encrypted everywhere, private, logged and watched."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable
from typing import Any

import pytest

Client = Callable[[str], Any]


def test_the_stream_is_encrypted_and_has_two_shards(outputs: dict[str, str], client: Client) -> None:
    """With the data key."""
    stream = client("kinesis").describe_stream_summary(StreamName=outputs["StreamName"])["StreamDescriptionSummary"]
    assert stream["StreamStatus"] == "ACTIVE"
    assert stream["StreamARN"] == outputs["StreamArn"]
    assert stream["EncryptionType"] == "KMS"
    assert stream["KeyId"] == outputs["DataKeyArn"]
    assert stream["OpenShardCount"] == 2
    assert stream["RetentionPeriodHours"] >= 24


def test_the_database_is_encrypted_private_and_kept(outputs: dict[str, str], client: Client) -> None:
    """A writer and a reader in two zones, with TLS and pgaudit by their parameters."""
    rds = client("rds")
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=outputs["DatabaseClusterIdentifier"])["DBClusters"]
    assert cluster["Engine"] == "aurora-postgresql"
    assert cluster["EngineVersion"].startswith("15.")
    assert (cluster["Endpoint"], cluster["ReaderEndpoint"]) == (
        outputs["DatabaseEndpoint"],
        outputs["DatabaseReaderEndpoint"],
    )
    assert cluster["StorageEncrypted"] is True
    assert cluster["KmsKeyId"] == outputs["DataKeyArn"]
    assert cluster["BackupRetentionPeriod"] >= 30
    assert cluster["EnabledCloudwatchLogsExports"] == ["postgresql"]
    scaling = cluster["ServerlessV2ScalingConfiguration"]
    assert (scaling["MinCapacity"], scaling["MaxCapacity"]) == (0.5, 2.0)
    names = [member["DBInstanceIdentifier"] for member in cluster["DBClusterMembers"]]
    instances = [rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0] for name in names]
    assert [instance["PubliclyAccessible"] for instance in instances] == [False, False]
    assert len({instance["AvailabilityZone"] for instance in instances}) == 2
    pages = rds.get_paginator("describe_db_cluster_parameters").paginate(
        DBClusterParameterGroupName=cluster["DBClusterParameterGroup"]
    )
    parameters = {one["ParameterName"]: one.get("ParameterValue") for page in pages for one in page["Parameters"]}
    assert parameters["rds.force_ssl"] == "1"
    assert "pgaudit" in str(parameters["shared_preload_libraries"])


def test_the_cache_is_encrypted_and_has_a_replica(outputs: dict[str, str], client: Client) -> None:
    """At rest with the data key, and in transit; it knows its users and has no password."""
    elasticache = client("elasticache")
    (group,) = elasticache.describe_replication_groups(ReplicationGroupId=outputs["CacheName"])["ReplicationGroups"]
    assert group["AtRestEncryptionEnabled"] is True
    assert group["KmsKeyId"] == outputs["DataKeyArn"]
    assert (group["TransitEncryptionEnabled"], group["TransitEncryptionMode"]) == (True, "required")
    assert (group["AutomaticFailover"], group["MultiAZ"]) == ("enabled", "enabled")
    assert group["AuthTokenEnabled"] is False
    assert len(group["MemberClusters"]) == 2
    assert {log["LogType"] for log in group["LogDeliveryConfigurations"]} == {"slow-log", "engine-log"}
    (user,) = elasticache.describe_users(UserId=outputs["CacheUserId"])["Users"]
    assert user["Authentication"]["Type"] == "iam"


def test_log_groups_are_encrypted_and_kept_for_two_weeks_at_least(outputs: dict[str, str], client: Client) -> None:
    """Those of the processor, the database and the network."""
    for output in ("ProcessorLogGroupName", "DatabaseLogGroupName", "FlowLogGroupName"):
        found = client("logs").describe_log_groups(logGroupNamePrefix=outputs[output])["logGroups"]
        (group,) = [one for one in found if one["logGroupName"] == outputs[output]]
        assert group["retentionInDays"] >= 14
        assert group["kmsKeyId"] == outputs["LogsKeyArn"]


@pytest.mark.parametrize("output", ["DataKeyArn", "LogsKeyArn"])
def test_keys_rotate(outputs: dict[str, str], client: Client, output: str) -> None:
    """Every year."""
    assert client("kms").get_key_rotation_status(KeyId=outputs[output])["KeyRotationEnabled"] is True


def test_the_network_is_recorded(outputs: dict[str, str], client: Client) -> None:
    """All of its traffic."""
    found = client("ec2").describe_flow_logs(Filter=[{"Name": "resource-id", "Values": [outputs["VpcId"]]}])
    (flow_log,) = found["FlowLogs"]
    assert flow_log["FlowLogStatus"] == "ACTIVE"
    assert flow_log["TrafficType"] == "ALL"
    assert flow_log["LogGroupName"] == outputs["FlowLogGroupName"]


def test_alarms_tell_the_topic(outputs: dict[str, str], client: Client) -> None:
    """When they are raised; the topic is encrypted."""
    names = outputs["AlarmNames"].split(",")
    alarms = client("cloudwatch").describe_alarms(AlarmNames=names)["MetricAlarms"]
    assert {alarm["AlarmName"] for alarm in alarms} == set(names)
    assert all(outputs["AlarmTopicArn"] in alarm["AlarmActions"] for alarm in alarms)
    topic = client("sns").get_topic_attributes(TopicArn=outputs["AlarmTopicArn"])["Attributes"]
    assert topic["KmsMasterKeyId"] in outputs["LogsKeyArn"]


def test_tasks_are_closed_and_hold_no_secret(outputs: dict[str, str], client: Client) -> None:
    """A read-only file system, two roles, a health check, and nothing in the environment that opens anything."""
    ecs = client("ecs")
    (service,) = ecs.describe_services(cluster=outputs["ClusterName"], services=[outputs["ServiceName"]])["services"]
    assert service["launchType"] == "FARGATE"
    assert service["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "DISABLED"
    task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
    assert (task["taskRoleArn"], task["executionRoleArn"]) == (outputs["TaskRoleArn"], outputs["ExecutionRoleArn"])
    (container,) = task["containerDefinitions"]
    assert container["readonlyRootFilesystem"] is True
    assert container["healthCheck"]["command"][-1] == "processor.health"
    assert not container.get("portMappings")
    variables = {one["name"]: one["value"] for one in container["environment"]}
    assert variables["DATABASE_SECRET_ID"] == outputs["CredentialsSecretName"]
    assert not {name for name in variables if "PASSWORD" in name or "TOKEN" in name}


@pytest.mark.parametrize("output", ["DatabaseEndpoint", "DatabaseReaderEndpoint", "CacheEndpoint"])
def test_endpoints_have_private_addresses(outputs: dict[str, str], output: str) -> None:
    """Which the internet does not lead to."""
    if "AWS_ENDPOINT_URL" in os.environ:
        pytest.skip("names of the endpoint that stands in for AWS mean nothing elsewhere")
    addresses = {str(found[4][0]) for found in socket.getaddrinfo(outputs[output], None)}
    assert addresses
    assert all(ipaddress.ip_address(address).is_private for address in addresses)
