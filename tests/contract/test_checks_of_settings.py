"""Checks of single settings: what each proves, refuses and leaves open, and what absence means for the service."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.truth import Truth
from tests.contract.build import UNSURE, graph, judge, resource

BUCKET, TABLE, QUEUE, KEY = "AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::KMS::Key"
INSTANCE, CLUSTER, SECRET = "AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::SecretsManager::Secret"
ALL = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
RECOVERY = {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}}
TRAIL = {"IsLogging": True, "IsMultiRegionTrail": True, "EnableLogFileValidation": True}


def status(check: str, *resources: Any) -> str:
    return judge(check if check.startswith("{") else f"{{check: {check}}}", graph(*resources)).status


@pytest.mark.parametrize(
    ("check", "type_", "given", "expected"),
    [
        ("storage.blocks-public-access", BUCKET, {"PublicAccessBlockConfiguration": ALL}, "proven"),
        ("storage.blocks-public-access", BUCKET, {}, "violated"),
        (
            "storage.blocks-public-access",
            BUCKET,
            {"PublicAccessBlockConfiguration": {**ALL, "IgnorePublicAcls": False}},
            "violated",
        ),
        (
            "storage.blocks-public-access",
            BUCKET,
            {"PublicAccessBlockConfiguration": {**ALL, "BlockPublicPolicy": UNSURE}},
            "undecided",
        ),
        ("storage.keeps-versions", BUCKET, {"VersioningConfiguration": {"Status": "Enabled"}}, "proven"),
        ("storage.keeps-versions", BUCKET, {"VersioningConfiguration": {"Status": "Suspended"}}, "violated"),
        ("storage.keeps-versions", BUCKET, {}, "violated"),
        ("storage.logs-access", BUCKET, {"LoggingConfiguration": {"LogFilePrefix": "a"}}, "proven"),
        ("storage.logs-access", BUCKET, {}, "violated"),
        ("storage.logs-access", BUCKET, {"LoggingConfiguration": UNSURE}, "undecided"),
        ("data.encrypted-at-rest", BUCKET, {}, "proven"),
        ("data.encrypted-at-rest", TABLE, {}, "proven"),
        ("data.encrypted-at-rest", QUEUE, {}, "proven"),
        ("data.encrypted-at-rest", QUEUE, {"SqsManagedSseEnabled": False}, "violated"),
        ("data.encrypted-at-rest", QUEUE, {"SqsManagedSseEnabled": False, "KmsMasterKeyId": "alias/q"}, "proven"),
        ("data.encrypted-at-rest", "AWS::SNS::Topic", {}, "violated"),
        ("data.encrypted-at-rest", INSTANCE, {}, "violated"),
        ("data.encrypted-at-rest", INSTANCE, {"StorageEncrypted": True}, "proven"),
        ("data.encrypted-at-rest", INSTANCE, {"DBSnapshotIdentifier": "old"}, "undecided"),
        ("data.encrypted-at-rest", INSTANCE, {"DBClusterIdentifier": "c"}, "proven"),
        (
            "data.encrypted-at-rest",
            "AWS::Kinesis::Stream",
            {"StreamEncryption": {"EncryptionType": "NONE"}},
            "violated",
        ),
        ("data.backed-up", INSTANCE, {}, "violated"),
        ("data.backed-up", INSTANCE, {"BackupRetentionPeriod": 7}, "proven"),
        ("data.backed-up", INSTANCE, {"BackupRetentionPeriod": 0}, "violated"),
        ("data.backed-up", INSTANCE, {"BackupRetentionPeriod": UNSURE}, "undecided"),
        ("data.backed-up", INSTANCE, {"SourceDBInstanceIdentifier": "primary"}, "proven"),
        ("{check: data.backed-up, with: {days: 1}}", CLUSTER, {}, "proven"),
        ("{check: data.backed-up, with: {days: 1}}", "AWS::ElastiCache::ReplicationGroup", {}, "violated"),
        ("data.backed-up", TABLE, RECOVERY, "proven"),
        ("data.backed-up", TABLE, {}, "violated"),
        ("data.backed-up", "AWS::DynamoDB::GlobalTable", {"Replicas": [RECOVERY, RECOVERY]}, "proven"),
        ("data.backed-up", "AWS::DynamoDB::GlobalTable", {"Replicas": [RECOVERY, {}]}, "violated"),
        ("data.backed-up", "AWS::DynamoDB::GlobalTable", {"Replicas": UNSURE}, "undecided"),
        ("data.backed-up", "AWS::EFS::FileSystem", {"BackupPolicy": {"Status": "DISABLED"}}, "violated"),
        ("databases.not-public", INSTANCE, {"PubliclyAccessible": False}, "proven"),
        ("databases.not-public", INSTANCE, {"PubliclyAccessible": True}, "violated"),
        ("databases.not-public", INSTANCE, {}, "undecided"),
        ("databases.span-zones", INSTANCE, {"MultiAZ": True}, "proven"),
        ("databases.span-zones", INSTANCE, {}, "violated"),
        ("databases.span-zones", CLUSTER, {"DBClusterInstanceClass": "db.m6gd.large"}, "proven"),
        ("databases.span-zones", CLUSTER, {}, "violated"),
        (
            "databases.span-zones",
            "AWS::ElastiCache::ReplicationGroup",
            {"AutomaticFailoverEnabled": True, "MultiAZEnabled": False},
            "violated",
        ),
        ("{check: logs.kept-for, with: {days: 365}}", "AWS::Logs::LogGroup", {}, "proven"),
        ("{check: logs.kept-for, with: {days: 365}}", "AWS::Logs::LogGroup", {"RetentionInDays": 400}, "proven"),
        ("{check: logs.kept-for, with: {days: 365}}", "AWS::Logs::LogGroup", {"RetentionInDays": 180}, "violated"),
        ("audit.trail-records", "AWS::CloudTrail::Trail", TRAIL, "proven"),
        ("audit.trail-records", "AWS::CloudTrail::Trail", {**TRAIL, "IsMultiRegionTrail": False}, "violated"),
        ("audit.trail-records", "AWS::CloudTrail::Trail", {**TRAIL, "IsLogging": UNSURE}, "undecided"),
        ("{check: audit.trail-records, with: {encrypted: true}}", "AWS::CloudTrail::Trail", TRAIL, "violated"),
        ("audit.trail-records", KEY, {}, "violated"),
        ("network.flow-logs", "AWS::EC2::VPC", {}, "violated"),
        ("secrets.rotate", SECRET, {}, "violated"),
        ("secrets.rotate", KEY, {}, "proven"),
    ],
)
def test_one_resource(check: str, type_: str, given: dict[str, Any], expected: str) -> None:
    assert status(check, resource("One", type_, given)) == expected
    if expected == "violated" and type_ != KEY:
        # What may not exist violates nothing for certain.
        assert status(check, resource("One", type_, given, exists=Truth.UNDECIDED)) == "undecided"


def test_the_bucket_that_takes_the_logs_need_not_log_itself() -> None:
    logs = resource("Logs", BUCKET)
    data = resource("Data", BUCKET, {"LoggingConfiguration": {"DestinationBucketName": {"Ref": "Logs"}}})
    assert status("storage.logs-access", data, logs) == "proven"
    assert status("storage.logs-access", data, resource("Other", BUCKET)) == "violated"


@pytest.mark.parametrize(
    ("zones", "expected"),
    [(("", ""), "proven"), (("us-east-1a", "us-east-1b"), "proven"), (("us-east-1a", "us-east-1a"), "violated")],
)
def test_two_instances_of_a_cluster_lie_apart_unless_they_name_one_zone(zones: tuple[str, str], expected: str) -> None:
    members = [
        resource(
            name,
            INSTANCE,
            {"DBClusterIdentifier": {"Ref": "Orders"}, **({"AvailabilityZone": zone} if zone else {})},
        )
        for name, zone in zip(("First", "Second"), zones, strict=True)
    ]
    assert status("databases.span-zones", resource("Orders", CLUSTER), *members) == expected


def test_an_instance_that_may_not_exist_leaves_a_cluster_open() -> None:
    first, second = (
        resource(name, INSTANCE, {"DBClusterIdentifier": {"Ref": "Orders"}}, exists=exists)
        for name, exists in (("First", Truth.YES), ("Second", Truth.UNDECIDED))
    )
    assert status("databases.span-zones", resource("Orders", CLUSTER), first, second) == "undecided"


def test_a_backup_selection_backs_up_what_it_names() -> None:
    selection = resource(
        "Selection", "AWS::Backup::BackupSelection", {"BackupSelection": {"Resources": [{"GetAtt": "Orders.Arn"}]}}
    )
    assert status("data.backed-up", resource("Orders", TABLE), selection) == "proven"
    assert status("data.backed-up", resource("Orders", TABLE), resource("Other", TABLE), selection) == "violated"


@pytest.mark.parametrize(
    ("traffic", "asked", "expected"),
    [
        ("ALL", "ALL", "proven"),
        ("REJECT", "ALL", "violated"),
        ("REJECT", "REJECT", "proven"),
        ("ACCEPT", "REJECT", "violated"),
        (UNSURE, "ALL", "undecided"),
    ],
)
def test_flow_logs_are_of_the_traffic_that_is_asked_for(traffic: Any, asked: str, expected: str) -> None:
    network = resource("Net", "AWS::EC2::VPC")
    log = resource("Log", "AWS::EC2::FlowLog", {"ResourceId": {"Ref": "Net"}, "TrafficType": traffic})
    check = f"{{check: network.flow-logs, with: {{traffic: {asked}}}}}"
    assert status(check, network, log) == expected
    of_what = {"ResourceId": UNSURE, "TrafficType": "ALL"}
    assert status(check, network, resource("Log2", "AWS::EC2::FlowLog", of_what)) == "undecided"


def test_a_secret_is_rotated_by_its_schedule_or_by_that_of_its_attachment() -> None:
    secret = resource("Password", SECRET)
    attachment = resource("Attached", "AWS::SecretsManager::SecretTargetAttachment", {"SecretId": {"Ref": "Password"}})
    schedules = [
        resource("Schedule", "AWS::SecretsManager::RotationSchedule", {"SecretId": {"Ref": name}})
        for name in ("Password", "Attached")
    ]
    assert [status("secrets.rotate", secret, attachment, one) for one in schedules] == ["proven", "proven"]
    assert status("secrets.rotate", secret, resource("Other", SECRET), attachment, schedules[0]) == "violated"
