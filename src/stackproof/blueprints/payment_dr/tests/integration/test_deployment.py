"""What a deployment is like, as AWS describes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.conftest import OTHER, SIDES, Deployment, eventually


@pytest.mark.parametrize("side", SIDES)
def test_keys_rotate(deployment: Deployment, side: str) -> None:
    """And are enabled."""
    kms, key = deployment.client("kms", side), deployment.of(side, "key_arn")
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Enabled"] is True
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True


@pytest.mark.parametrize("side", SIDES)
def test_the_database_is_encrypted_and_private(deployment: Deployment, side: str) -> None:
    """With the key of its region; a writer's instance and a reader's."""
    rds = deployment.client("rds", side)
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=deployment.of(side, "cluster_id"))["DBClusters"]
    assert cluster["StorageEncrypted"] is True
    assert cluster["KmsKeyId"] == deployment.of(side, "key_arn")
    instances = [
        rds.describe_db_instances(DBInstanceIdentifier=member["DBInstanceIdentifier"])["DBInstances"][0]
        for member in cluster["DBClusterMembers"]
    ]
    assert len(instances) == 2
    assert {one["PubliclyAccessible"] for one in instances} == {False}


def test_the_global_database_spans_both_regions(deployment: Deployment) -> None:
    """One cluster writes, the other one reads."""
    (found,) = deployment.client("rds").describe_global_clusters(
        GlobalClusterIdentifier=deployment.outputs["global_cluster_id"]
    )["GlobalClusters"]
    assert found["StorageEncrypted"] is True
    assert {member["DBClusterArn"] for member in found["GlobalClusterMembers"]} == {
        deployment.of(side, "cluster_arn") for side in SIDES
    }
    assert sorted(member["IsWriter"] for member in found["GlobalClusterMembers"]) == [False, True]


@pytest.mark.parametrize("side", SIDES)
def test_the_table_is_encrypted_and_can_be_restored(deployment: Deployment, side: str) -> None:
    """Each replica with the key of its region."""
    dynamodb, name = deployment.client("dynamodb", side), deployment.outputs["sessions_table"]
    description = dynamodb.describe_table(TableName=name)["Table"]["SSEDescription"]
    assert (description["SSEType"], description["KMSMasterKeyArn"]) == ("KMS", deployment.of(side, "key_arn"))
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"


@pytest.mark.parametrize("side", SIDES)
def test_the_rest_is_encrypted(deployment: Deployment, side: str) -> None:
    """Topic, logs, environment of the functions, bus, dead letters, backups: with the key of the region."""
    found: dict[str, Any] = {}
    topic = deployment.client("sns", side).get_topic_attributes(TopicArn=deployment.of(side, "alarm_topic_arn"))
    found["topic"] = topic["Attributes"]["KmsMasterKeyId"]
    for which in ("function", "health_function"):
        group = deployment.of(side, f"{which}_log_group")
        groups = deployment.client("logs", side).describe_log_groups(logGroupNamePrefix=group)["logGroups"]
        found[f"log of {which}"] = groups[0]["kmsKeyId"]
        function = deployment.client("lambda", side).get_function_configuration(
            FunctionName=deployment.of(side, f"{which}_name")
        )
        found[which] = function["KMSKeyArn"]
    bus = deployment.client("events", side).describe_event_bus(Name=deployment.outputs["event_bus"])
    found["bus"] = bus["KmsKeyIdentifier"]
    vault = deployment.client("backup", side).describe_backup_vault(BackupVaultName=deployment.of(side, "backup_vault"))
    found["vault"] = vault["EncryptionKeyArn"]
    for queue in ("event_dead_letters_url", "failover_dead_letters_url"):
        attributes = deployment.client("sqs", side).get_queue_attributes(
            QueueUrl=deployment.of(side, queue), AttributeNames=["KmsMasterKeyId"]
        )
        found[queue] = attributes["Attributes"]["KmsMasterKeyId"]
    assert found == dict.fromkeys(found, deployment.of(side, "key_arn"))


@pytest.mark.parametrize("side", SIDES)
def test_secrets_exist_beforehand(deployment: Deployment, side: str) -> None:
    """The credentials of the database and the keys of the API, in both regions; neither is told by an output."""
    secrets = deployment.client("secretsmanager", side)
    assert secrets.describe_secret(SecretId=deployment.outputs["database_secret"])["Name"]
    parameter = deployment.client("ssm", side).get_parameter(Name=deployment.outputs["api_key_parameter"])
    assert parameter["Parameter"]["Type"] == "SecureString"


def test_parameters_have_the_same_names_in_both_regions(deployment: Deployment) -> None:
    """Each exists, with a value of its region."""
    names = {
        side: {name.removeprefix(f"{side}_"): value for name, value in deployment.outputs.items()} for side in SIDES
    }
    told = {
        side: {name: value for name, value in names[side].items() if name.startswith("parameter_")} for side in SIDES
    }
    assert told["primary"] == told["secondary"]
    assert told["primary"]
    for side in SIDES:
        for name in told[side].values():
            assert deployment.parameter(side, name)
        assert deployment.parameter(side, told[side]["parameter_api_endpoint"]) == deployment.of(side, "api_endpoint")


def test_both_regions_agree_on_which_is_active(deployment: Deployment) -> None:
    """And it is one of the two."""
    values = {deployment.parameter(side, deployment.of(side, "parameter_active_region")) for side in SIDES}
    assert len(values) == 1
    assert values <= {deployment.of(side, "region") for side in SIDES}


@pytest.mark.parametrize("side", SIDES)
def test_a_health_check_watches_each_region(deployment: Deployment, side: str) -> None:
    """At the API of the region, by HTTPS."""
    check = deployment.client("route53").get_health_check(HealthCheckId=deployment.of(side, "health_check_id"))
    config = check["HealthCheck"]["HealthCheckConfig"]
    assert f"https://{config['FullyQualifiedDomainName']}" == deployment.of(side, "api_endpoint").rstrip("/")
    assert (config["Type"], config["ResourcePath"]) == ("HTTPS", "/health")


@pytest.mark.usefixtures("on_aws")
@pytest.mark.parametrize("side", SIDES)
def test_health_checks_succeed(deployment: Deployment, side: str) -> None:
    """From everywhere where Route 53 checks."""
    route53, check = deployment.client("route53"), deployment.of(side, "health_check_id")

    def look() -> bool | None:
        seen = route53.get_health_check_status(HealthCheckId=check)["HealthCheckObservations"]
        good = [one["StatusReport"]["Status"].startswith("Success") for one in seen]
        return True if good and all(good) else None

    eventually(look, "success of every health checker")


def test_the_shared_name_fails_over(deployment: Deployment) -> None:
    """The primary answers first."""
    answer = deployment.client("route53").list_resource_record_sets(HostedZoneId=deployment.outputs["zone_id"])
    name = deployment.outputs["api_host"] + "."
    records = [one for one in answer["ResourceRecordSets"] if one["Name"] == name and one["Type"] == "A"]
    assert sorted(one["Failover"] for one in records) == ["PRIMARY", "SECONDARY"]


@pytest.mark.parametrize("side", SIDES)
def test_alarms_tell_the_topic_of_their_region(deployment: Deployment, side: str) -> None:
    """There is one on the lag of the database."""
    topic = deployment.of(side, "alarm_topic_arn")
    pages = deployment.client("cloudwatch", side).get_paginator("describe_alarms").paginate()
    alarms = [one for page in pages for one in page["MetricAlarms"] if topic in one["AlarmActions"]]
    assert "AuroraGlobalDBReplicationLag" in {one.get("MetricName") for one in alarms}


@pytest.mark.usefixtures("on_aws")
def test_the_replication_lag_is_published_as_its_alarm_asks_for_it(deployment: Deployment) -> None:
    """By the cluster that replicates: an alarm on a metric that there is not would never go off."""
    side = OTHER[deployment.active()]
    cloudwatch = deployment.client("cloudwatch", side)

    def look() -> bool | None:
        now = datetime.now(UTC)
        points = cloudwatch.get_metric_statistics(
            Namespace="AWS/RDS",
            MetricName="AuroraGlobalDBReplicationLag",
            Dimensions=[{"Name": "DBClusterIdentifier", "Value": deployment.of(side, "cluster_id")}],
            StartTime=now - timedelta(minutes=15),
            EndTime=now,
            Period=60,
            Statistics=["Maximum"],
        )["Datapoints"]
        return True if points else None

    eventually(look, "a value of the replication lag")


@pytest.mark.parametrize("side", SIDES)
def test_the_dashboard_shows_both_regions(deployment: Deployment, side: str) -> None:
    """Whichever of the two is still there."""
    found = deployment.client("cloudwatch", side).get_dashboard(DashboardName=deployment.of(side, "dashboard_name"))
    regions = {widget["properties"].get("region") for widget in json.loads(found["DashboardBody"])["widgets"]}
    assert regions >= {deployment.of(one, "region") for one in SIDES}


@pytest.mark.parametrize("side", SIDES)
def test_the_networks_are_peered_with_routes(deployment: Deployment, side: str) -> None:
    """The peering is active, and each side leads to the other's addresses by it."""
    ec2, peering = deployment.client("ec2", side), deployment.outputs["peering_connection_id"]
    (found,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[peering])["VpcPeeringConnections"]
    assert found["Status"]["Code"] == "active"
    there = deployment.client("ec2", OTHER[side]).describe_vpcs(VpcIds=[deployment.of(OTHER[side], "vpc_id")])
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [deployment.of(side, "vpc_id")]}])
    routes = [
        route
        for table in tables["RouteTables"]
        for route in table["Routes"]
        if route.get("VpcPeeringConnectionId") == peering
    ]
    assert {route["DestinationCidrBlock"] for route in routes} == {there["Vpcs"][0]["CidrBlock"]}
    assert {route["State"] for route in routes} == {"active"}


def test_backups_are_copied_to_the_other_region(deployment: Deployment) -> None:
    """Daily, and the copies expire too."""
    plan = deployment.client("backup").get_backup_plan(BackupPlanId=deployment.outputs["backup_plan_id"])
    (rule,) = plan["BackupPlan"]["Rules"]
    (copy,) = rule["CopyActions"]
    assert rule["TargetBackupVaultName"] == deployment.of("primary", "backup_vault")
    assert copy["DestinationBackupVaultArn"] == deployment.of("secondary", "backup_vault_arn")
    assert rule["Lifecycle"]["DeleteAfterDays"] >= 7
    assert copy["Lifecycle"]["DeleteAfterDays"] >= 7


@pytest.mark.usefixtures("on_aws")
@pytest.mark.parametrize("side", SIDES)
def test_the_account_lets_aws_backup_do_it(deployment: Deployment, side: str) -> None:
    """Aurora clusters are skipped without a word until it opts in; tables are not copied without advanced features."""
    settings = deployment.client("backup", side).describe_region_settings()
    chosen = settings["ResourceTypeOptInPreference"]
    assert (chosen.get("Aurora"), chosen.get("DynamoDB")) == (True, True)
    assert settings["ResourceTypeManagementPreference"].get("DynamoDB") is True


@pytest.mark.usefixtures("on_aws")
def test_the_endpoint_leaves_replication_to_the_rules(deployment: Deployment) -> None:
    """With its own, an event would arrive twice."""
    endpoint = deployment.client("events").describe_endpoint(Name=deployment.outputs["event_endpoint_name"])
    assert (endpoint["State"], endpoint["ReplicationConfig"]["State"]) == ("ACTIVE", "DISABLED")


@pytest.mark.parametrize("side", SIDES)
def test_the_failover_can_be_run(deployment: Deployment, side: str) -> None:
    """Workflow and document are there in both regions; nothing is changed by looking."""
    machine = deployment.client("stepfunctions", side).describe_state_machine(
        stateMachineArn=deployment.of(side, "failover_state_machine_arn")
    )
    assert machine["status"] == "ACTIVE"
    document = deployment.client("ssm", side).describe_document(Name=deployment.of(side, "failover_document"))
    assert (document["Document"]["DocumentType"], document["Document"]["Status"]) == ("Automation", "Active")
