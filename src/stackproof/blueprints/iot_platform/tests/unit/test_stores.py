"""The stream, the database and the cache."""

from __future__ import annotations

from iot_platform.database import PARAMETERS
from tests.unit.conftest import Synthesis, settings_with, statements, synthesise, text

DATA_KEY = "KeysData"


def test_the_stream_has_two_shards_and_our_key(default: Synthesis) -> None:
    """It keeps readings for a day."""
    stream = default.one("AWS::Kinesis::Stream")
    assert (stream["ShardCount"], stream["RetentionPeriodHours"]) == (2, 24)
    assert stream["StreamEncryption"]["EncryptionType"] == "KMS"
    assert DATA_KEY in text(stream["StreamEncryption"]["KeyId"])
    assert stream["StreamModeDetails"] == {"StreamMode": "PROVISIONED"}


def test_the_database_scales_from_half_a_unit_to_two(default: Synthesis) -> None:
    """Aurora PostgreSQL 15 with our key, in subnets of its own, reached through its group."""
    cluster = default.one("AWS::RDS::DBCluster")
    assert (cluster["Engine"], cluster["EngineVersion"]) == ("aurora-postgresql", "15.19")
    assert cluster["ServerlessV2ScalingConfiguration"] == {"MinCapacity": 0.5, "MaxCapacity": 2}
    assert cluster["StorageEncrypted"] is True
    assert DATA_KEY in text(cluster["KmsKeyId"])
    assert [text(one).startswith("${SecurityGroupsDatabase") for one in cluster["VpcSecurityGroupIds"]] == [True]
    subnets = default.one("AWS::RDS::DBSubnetGroup")["SubnetIds"]
    assert ["dataSubnet" in text(one) for one in subnets] == [True, True]


def test_writer_and_reader_stand_in_the_first_and_the_second_zone(default: Synthesis) -> None:
    """The reader scales with the writer, so that it can take over at once."""
    instances = default.of_type("AWS::RDS::DBInstance")
    zones = {name[: len("DatabaseClusterWriter")]: one["AvailabilityZone"] for name, one in instances.items()}
    assert zones == {
        "DatabaseClusterWriter": {"Fn::Select": [0, {"Fn::GetAZs": ""}]},
        "DatabaseClusterReader": {"Fn::Select": [1, {"Fn::GetAZs": ""}]},
    }
    assert {(one["DBInstanceClass"], one["PubliclyAccessible"]) for one in instances.values()} == {
        ("db.serverless", False)
    }
    assert sorted(one["PromotionTier"] for one in instances.values()) == [0, 1]


def test_tls_is_enforced_and_pgaudit_loaded(default: Synthesis) -> None:
    """The parameters of the cluster."""
    group = default.one("AWS::RDS::DBClusterParameterGroup")
    assert group["Parameters"] == PARAMETERS
    assert group["Parameters"]["rds.force_ssl"] == "1"
    assert "pgaudit" in group["Parameters"]["shared_preload_libraries"].split(",")
    assert group["Family"] == "aurora-postgresql15"


def test_the_database_logs_into_a_group_that_is_there_before_it(default: Synthesis) -> None:
    """Aurora would make the group without retention and key."""
    (logs,) = (
        name
        for name, one in default.of_type("AWS::Logs::LogGroup").items()
        if one["LogGroupName"] == "/aws/rds/cluster/database-iot-unit/postgresql"
    )
    (cluster,) = default.template.find_resources("AWS::RDS::DBCluster").values()
    assert logs in cluster["DependsOn"]
    assert cluster["Properties"]["EnableCloudwatchLogsExports"] == ["postgresql"]


def test_backups_are_kept_thirty_days(default: Synthesis) -> None:
    """Snapshots carry the tags."""
    cluster = default.one("AWS::RDS::DBCluster")
    assert (cluster["BackupRetentionPeriod"], cluster["CopyTagsToSnapshot"]) == (30, True)


def test_outside_production_the_database_goes_with_the_stack(default: Synthesis, regulated: Synthesis) -> None:
    """In production deletion is refused, and leaves a snapshot."""
    for synthesis, protected, policy in ((default, False, "Delete"), (regulated, True, "Snapshot")):
        (cluster,) = synthesis.template.find_resources("AWS::RDS::DBCluster").values()
        assert cluster["Properties"]["DeletionProtection"] is protected
        assert cluster["DeletionPolicy"] == policy


def test_nothing_is_kept_outside_production(default: Synthesis, generated: Synthesis) -> None:
    """Neither keys nor logs nor buckets."""
    for synthesis in (default, generated):
        policies = {one.get("DeletionPolicy", "Delete") for _, one in synthesis.resources()}
        assert policies == {"Delete"}


def test_in_production_keys_and_audit_logs_are_kept(regulated: Synthesis) -> None:
    """What is encrypted is worth nothing without its key."""
    policies = {
        name: (one["DeletionPolicy"], one["UpdateReplacePolicy"])
        for name, one in regulated.resources()
        if one.get("DeletionPolicy", "Delete") not in ("Delete", "Snapshot")
    }
    kept = ("AuditAccessLogs", "AuditKey", "AuditRecords", "DatabaseLogs", "KeysData", "KeysLogs")
    assert [name.startswith(begin) for name, begin in zip(sorted(policies), kept, strict=True)] == [True] * 6
    # A deployment that is rolled back leaves nothing whose name is in the way of the next one.
    assert set(policies.values()) == {("RetainExceptOnCreate", "Retain")}


def test_the_cache_fails_over_to_a_replica_in_the_other_zone(default: Synthesis) -> None:
    """Two nodes of the smallest type."""
    cache = default.one("AWS::ElastiCache::ReplicationGroup")
    assert (cache["CacheNodeType"], cache["NumCacheClusters"]) == ("cache.t3.micro", 2)
    assert cache["AutomaticFailoverEnabled"] is True
    assert cache["MultiAZEnabled"] is True
    subnets = default.one("AWS::ElastiCache::SubnetGroup")["SubnetIds"]
    assert ["dataSubnet" in text(one) for one in subnets] == [True, True]


def test_the_cache_is_encrypted_and_takes_tls_alone(default: Synthesis) -> None:
    """With our key."""
    cache = default.one("AWS::ElastiCache::ReplicationGroup")
    assert cache["AtRestEncryptionEnabled"] is True
    assert DATA_KEY in text(cache["KmsKeyId"])
    assert (cache["TransitEncryptionEnabled"], cache["TransitEncryptionMode"]) == (True, "required")


def test_the_cache_knows_the_processor_by_iam_and_nobody_else(default: Synthesis) -> None:
    """Connections that name no user are users that are off."""
    users = {one["UserName"]: one for one in default.of_type("AWS::ElastiCache::User").values()}
    assert set(users) == {"user-iot-unit", "default"}
    assert users["user-iot-unit"]["AuthenticationMode"] == {"Type": "iam"}
    assert users["user-iot-unit"]["UserId"] == "user-iot-unit"
    assert "-@dangerous" in users["user-iot-unit"]["AccessString"].split()
    assert users["default"]["AccessString"] == "off ~* -@all"
    assert len(default.one("AWS::ElastiCache::UserGroup")["UserIds"]) == 2
    assert len(default.one("AWS::ElastiCache::ReplicationGroup")["UserGroupIds"]) == 1


def test_slow_and_engine_log_go_to_groups_that_take_them(default: Synthesis) -> None:
    """The policy lets the delivery of logs in, before there is anything to deliver."""
    (cache,) = default.template.find_resources("AWS::ElastiCache::ReplicationGroup").values()
    deliveries = {one["LogType"]: one for one in cache["Properties"]["LogDeliveryConfigurations"]}
    assert set(deliveries) == {"slow-log", "engine-log"}
    for kind, group in (("slow-log", "CacheSlowLogs"), ("engine-log", "CacheEngineLogs")):
        details = deliveries[kind]["DestinationDetails"]["CloudWatchLogsDetails"]
        assert text(details["LogGroup"]).startswith(f"${{{group}")
        assert deliveries[kind]["DestinationType"] == "cloudwatch-logs"
    (policy,) = default.of_type("AWS::Logs::ResourcePolicy")
    assert cache["DependsOn"] == [policy]
    document = text(default.one("AWS::Logs::ResourcePolicy")["PolicyDocument"])
    assert "delivery.logs.amazonaws.com" in document
    assert "CacheSlowLogs" in document


def test_the_key_of_the_logs_serves_this_deployments_groups_alone(default: Synthesis) -> None:
    """CloudWatch Logs for its log groups, CloudWatch for its alarms."""
    policy = statements(default.one("AWS::KMS::Key", "KeysLogs")["KeyPolicy"])
    arns = policy["EncryptLogGroups"]["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    assert [text(one).split(":log-group:")[1] for one in arns] == [
        "log-iot-*-unit",
        "/aws/rds/cluster/database-iot-unit/postgresql",
        "/aws/ecs/containerinsights/cluster-iot-unit/performance",
        "/aws/lambda/function-iot-db-rotation-unit",
    ]
    assert policy["SendFromCloudwatch"]["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    keys = default.of_type("AWS::KMS::Key").values()
    assert [one["EnableKeyRotation"] for one in keys] == [True, True]
    assert {one["PendingWindowInDays"] for one in keys} == {7}


def test_the_region_and_the_shards_are_settings() -> None:
    """They reach the resources."""
    other = synthesise(settings_with(REGION="eu-west-1", STREAM_SHARDS="3", STREAM_RETENTION_HOURS="48"))
    stream = other.one("AWS::Kinesis::Stream")
    assert (stream["ShardCount"], stream["RetentionPeriodHours"]) == (3, 48)
    logs = statements(other.one("AWS::KMS::Key", "KeysLogs")["KeyPolicy"])["EncryptLogGroups"]
    assert logs["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
