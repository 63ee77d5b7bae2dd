"""What a deployment is like, as AWS describes it."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.conftest import OTHER, SIDES, Deployment, eventually


@pytest.mark.parametrize("side", SIDES)
def test_keys_rotate(deployment: Deployment, side: str) -> None:
    """And are enabled."""
    kms = deployment.client("kms", side)
    assert kms.describe_key(KeyId=deployment.key_arn(side))["KeyMetadata"]["Enabled"] is True
    assert kms.get_key_rotation_status(KeyId=deployment.key_arn(side))["KeyRotationEnabled"] is True


def test_both_keys_have_the_same_policy(deployment: Deployment) -> None:
    """Whatever may be done in one region may be done in the other."""
    policies = [
        json.loads(
            deployment.client("kms", side).get_key_policy(KeyId=deployment.key_arn(side), PolicyName="default")[
                "Policy"
            ]
        )
        for side in SIDES
    ]
    assert policies[0] == policies[1]


@pytest.mark.parametrize("side", SIDES)
def test_the_database_is_encrypted(deployment: Deployment, side: str) -> None:
    """With the key of its region, and nobody reaches it from outside."""
    rds = deployment.client("rds", side)
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=deployment.sides[side]["ClusterId"])["DBClusters"]
    assert cluster["StorageEncrypted"] is True
    assert cluster["KmsKeyId"] == deployment.key_arn(side)
    instances = [
        rds.describe_db_instances(DBInstanceIdentifier=member["DBInstanceIdentifier"])["DBInstances"][0]
        for member in cluster["DBClusterMembers"]
    ]
    assert len(instances) == 2
    assert {one["PubliclyAccessible"] for one in instances} == {False}


@pytest.mark.parametrize("side", SIDES)
def test_the_table_is_encrypted(deployment: Deployment, side: str) -> None:
    """Each replica with the key of its region."""
    table = deployment.client("dynamodb", side).describe_table(TableName=deployment.shared["SessionsTableName"])
    assert table["Table"]["SSEDescription"]["SSEType"] == "KMS"
    assert table["Table"]["SSEDescription"]["KMSMasterKeyArn"] == deployment.key_arn(side)


@pytest.mark.parametrize("side", SIDES)
def test_the_bucket_is_encrypted_private_and_keeps_versions(deployment: Deployment, side: str) -> None:
    """As read back from S3."""
    s3, bucket = deployment.client("s3", side), deployment.sides[side]["BucketName"]
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": deployment.key_arn(side),
    }
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())


@pytest.mark.parametrize("side", SIDES)
def test_the_bucket_is_replicated_to_the_other(deployment: Deployment, side: str) -> None:
    """By one rule, with Replication Time Control and the other region's key."""
    answer = deployment.client("s3", side).get_bucket_replication(Bucket=deployment.sides[side]["BucketName"])
    (rule,) = answer["ReplicationConfiguration"]["Rules"]
    assert answer["ReplicationConfiguration"]["Role"] == deployment.sides["recovery"]["ReplicationRoleArn"]
    assert rule["Status"] == "Enabled"
    assert rule["Destination"]["Bucket"] == deployment.sides[OTHER[side]]["BucketArn"]
    assert rule["Destination"]["ReplicationTime"] == {"Status": "Enabled", "Time": {"Minutes": 15}}
    assert rule["Destination"]["EncryptionConfiguration"] == {"ReplicaKmsKeyID": deployment.key_arn(OTHER[side])}


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("queue", ["QueueUrl", "DeadLetterQueueUrl", "AlarmQueueUrl"])
def test_queues_are_encrypted(deployment: Deployment, side: str, queue: str) -> None:
    """With the key of the region."""
    attributes = deployment.client("sqs", side).get_queue_attributes(
        QueueUrl=deployment.sides[side][queue], AttributeNames=["KmsMasterKeyId"]
    )["Attributes"]
    assert attributes["KmsMasterKeyId"] == deployment.key_arn(side)


@pytest.mark.parametrize("side", SIDES)
def test_the_rest_is_encrypted(deployment: Deployment, side: str) -> None:
    """Topic, log, secret, environment of the function, backups: with the key of the region."""
    outputs, found = deployment.sides[side], {}
    topic = deployment.client("sns", side).get_topic_attributes(TopicArn=outputs["AlarmTopicArn"])
    found["topic"] = topic["Attributes"]["KmsMasterKeyId"]
    groups = deployment.client("logs", side).describe_log_groups(logGroupNamePrefix=outputs["FunctionLogGroup"])
    found["log"] = groups["logGroups"][0]["kmsKeyId"]
    secret = deployment.client("secretsmanager", side).describe_secret(SecretId=deployment.shared["DatabaseSecretName"])
    found["secret"] = secret["KmsKeyId"]
    function = deployment.client("lambda", side).get_function_configuration(FunctionName=outputs["FunctionName"])
    found["function"] = function["KMSKeyArn"]
    vault = deployment.client("backup", side).describe_backup_vault(BackupVaultName=outputs["BackupVaultName"])
    found["vault"] = vault["EncryptionKeyArn"]
    assert found == dict.fromkeys(found, deployment.key_arn(side))


def test_the_global_database_spans_both_regions(deployment: Deployment) -> None:
    """One cluster writes, the other one reads."""
    (found,) = deployment.client("rds").describe_global_clusters(
        GlobalClusterIdentifier=deployment.shared["GlobalClusterId"]
    )["GlobalClusters"]
    assert found["StorageEncrypted"] is True
    assert {member["DBClusterArn"] for member in found["GlobalClusterMembers"]} == {
        deployment.sides[side]["ClusterArn"] for side in SIDES
    }
    assert sorted(member["IsWriter"] for member in found["GlobalClusterMembers"]) == [False, True]


@pytest.mark.parametrize("side", SIDES)
def test_the_queue_feeds_the_function(deployment: Deployment, side: str) -> None:
    """So many batches at once and no more; messages fail one by one, and at last go to the dead letters."""
    outputs = deployment.sides[side]
    (mapping,) = deployment.client("lambda", side).list_event_source_mappings(
        EventSourceArn=outputs["QueueArn"], FunctionName=outputs["FunctionName"]
    )["EventSourceMappings"]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["State"] in ("Enabled", "Creating")
    assert 2 <= mapping["ScalingConfig"]["MaximumConcurrency"] <= 1000
    sqs = deployment.client("sqs", side)
    dead = sqs.get_queue_attributes(QueueUrl=outputs["DeadLetterQueueUrl"], AttributeNames=["QueueArn"])["Attributes"]
    redrive = sqs.get_queue_attributes(QueueUrl=outputs["QueueUrl"], AttributeNames=["RedrivePolicy"])["Attributes"]
    assert json.loads(redrive["RedrivePolicy"])["deadLetterTargetArn"] == dead["QueueArn"]


@pytest.mark.parametrize("side", SIDES)
def test_the_load_balancer_leads_to_the_function(deployment: Deployment, side: str) -> None:
    """It is the one target."""
    described = deployment.client("elbv2", side).describe_target_health(
        TargetGroupArn=deployment.sides[side]["TargetGroupArn"]
    )
    assert [one["Target"]["Id"] for one in described["TargetHealthDescriptions"]] == [
        deployment.sides[side]["FunctionArn"]
    ]


@pytest.mark.usefixtures("on_aws")
@pytest.mark.parametrize("side", SIDES)
def test_the_function_answers_through_the_load_balancer(deployment: Deployment, side: str) -> None:
    """Its region is healthy; what it does not know it says."""
    status, body = deployment.get(side, "/health")
    assert (status, body["status"], body["region"]) == (200, "healthy", deployment.sides[side]["Region"])
    assert {name: check["status"] for name, check in body["checks"].items()} == {"database": "up", "sessions": "up"}
    assert deployment.get(side, f"/transactions/{uuid.uuid4()}")[0] == 404
    assert deployment.get(side, "/elsewhere")[0] == 404


@pytest.mark.parametrize("side", SIDES)
def test_a_health_check_watches_each_region(deployment: Deployment, side: str) -> None:
    """At the load balancer of the region."""
    check = deployment.client("route53").get_health_check(HealthCheckId=deployment.sides[side]["HealthCheckId"])
    config = check["HealthCheck"]["HealthCheckConfig"]
    assert config["FullyQualifiedDomainName"] == deployment.sides[side]["LoadBalancerDnsName"]
    assert config["ResourcePath"] == "/health"


@pytest.mark.usefixtures("on_aws")
@pytest.mark.parametrize("side", SIDES)
def test_health_checks_succeed(deployment: Deployment, side: str) -> None:
    """From everywhere where Route 53 checks."""
    route53, check = deployment.client("route53"), deployment.sides[side]["HealthCheckId"]

    def look() -> bool | None:
        seen = route53.get_health_check_status(HealthCheckId=check)["HealthCheckObservations"]
        good = [one["StatusReport"]["Status"].startswith("Success") for one in seen]
        return True if good and all(good) else None

    eventually(look, "success of every health checker")


def test_the_name_of_the_service_leads_to_both_regions(deployment: Deployment) -> None:
    """By one record for each, with the region's health check."""
    name = deployment.shared["ServiceUrl"].partition("://")[2] + "."
    answer = deployment.client("route53").list_resource_record_sets(HostedZoneId=deployment.shared["ZoneId"])
    records = [one for one in answer["ResourceRecordSets"] if one["Name"] == name]
    assert {one["HealthCheckId"] for one in records} == {deployment.sides[side]["HealthCheckId"] for side in SIDES}
    failover = sorted(one.get("Failover", "") for one in records)
    assert failover == ["PRIMARY", "SECONDARY"] or sum(one["Weight"] for one in records) == 100


@pytest.mark.parametrize("side", SIDES)
def test_an_alarm_is_told_in_both_regions(deployment: Deployment, side: str) -> None:
    """By the region's topic, to the queues of both."""
    outputs, cloudwatch = deployment.sides[side], deployment.client("cloudwatch", side)
    alarms = cloudwatch.describe_alarms(AlarmNames=outputs["AlarmNames"])["MetricAlarms"]
    assert {one["AlarmName"] for one in alarms} == set(outputs["AlarmNames"])
    assert all(one["AlarmActions"] == [outputs["AlarmTopicArn"]] for one in alarms)
    listed = deployment.client("sns", side).list_subscriptions_by_topic(TopicArn=outputs["AlarmTopicArn"])
    queues = {one["Endpoint"].split(":")[3] for one in listed["Subscriptions"] if one["Protocol"] == "sqs"}
    assert queues == {deployment.sides[one]["Region"] for one in SIDES}


@pytest.mark.usefixtures("on_aws")
@pytest.mark.parametrize("side", SIDES)
def test_an_alarm_arrives_in_both_regions(deployment: Deployment, side: str) -> None:
    """One that is set off by hand, and goes back by itself."""
    name = next(one for one in deployment.sides[side]["AlarmNames"] if "function-errors" in one)
    cloudwatch, reason = deployment.client("cloudwatch", side), f"integration test {uuid.uuid4().hex}"
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="integration test")
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason=reason)
    for place in SIDES:
        sqs, url = deployment.client("sqs", place), deployment.sides[place]["AlarmQueueUrl"]

        def look(sqs: Any = sqs, url: str = url) -> str | None:
            for message in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10).get("Messages", []):
                told = json.loads(json.loads(message["Body"])["Message"])
                if told.get("NewStateReason") == reason:
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                    return str(told["AlarmName"])
            return None

        assert eventually(look, f"the alarm in the {place} region") == name


@pytest.mark.parametrize("side", SIDES)
def test_the_networks_are_peered_with_routes(deployment: Deployment, side: str) -> None:
    """The peering is active, and each side's private subnets lead to the other's addresses by it."""
    ec2, peering = deployment.client("ec2", side), deployment.sides["recovery"]["PeeringId"]
    (found,) = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[peering])["VpcPeeringConnections"]
    assert found["Status"]["Code"] == "active"
    networks = {found["RequesterVpcInfo"]["VpcId"], found["AccepterVpcInfo"]["VpcId"]}
    assert networks == {deployment.sides[one]["VpcId"] for one in SIDES}
    there = deployment.client("ec2", OTHER[side]).describe_vpcs(VpcIds=[deployment.sides[OTHER[side]]["VpcId"]])
    (table,) = ec2.describe_route_tables(RouteTableIds=[deployment.sides[side]["PrivateRouteTableId"]])["RouteTables"]
    (route,) = (one for one in table["Routes"] if one.get("VpcPeeringConnectionId") == peering)
    assert route["DestinationCidrBlock"] == there["Vpcs"][0]["CidrBlock"]
    assert route["State"] == "active"


def test_health_checks_are_watched_in_us_east_1(deployment: Deployment) -> None:
    """By an alarm for each region, where Route 53 publishes what it finds; nowhere if no region is that one."""
    names = deployment.sides["recovery"]["HealthAlarmNames"]
    homes = [side for side in SIDES if deployment.sides[side]["Region"] == "us-east-1"]
    assert bool(names) is bool(homes)
    for home in homes:
        alarms = deployment.client("cloudwatch", home).describe_alarms(AlarmNames=names)["MetricAlarms"]
        watched = {dimension["Value"] for alarm in alarms for dimension in alarm["Dimensions"]}
        assert watched == {deployment.sides[side]["HealthCheckId"] for side in SIDES}
        assert all(one["AlarmActions"] == [deployment.sides[home]["AlarmTopicArn"]] for one in alarms)


@pytest.mark.usefixtures("on_aws")
def test_aurora_publishes_its_lag_where_the_alarms_look(deployment: Deployment) -> None:
    """A metric that is not there is no fault to an alarm, so that one with other dimensions would keep silent."""

    def look() -> bool | None:
        for side in SIDES:
            cloudwatch = deployment.client("cloudwatch", side)
            names = [one for one in deployment.sides[side]["AlarmNames"] if "-aurora-lag-" in one]
            (alarm,) = cloudwatch.describe_alarms(AlarmNames=names)["MetricAlarms"]
            now = datetime.now(UTC)
            found = cloudwatch.get_metric_statistics(
                Namespace=alarm["Namespace"],
                MetricName=alarm["MetricName"],
                Dimensions=alarm["Dimensions"],
                StartTime=now - timedelta(hours=1),
                EndTime=now,
                Period=alarm["Period"],
                Statistics=[alarm["Statistic"]],
            )
            if found["Datapoints"]:
                return True
        return None

    eventually(look, "a data point of the lag")


@pytest.mark.usefixtures("on_aws")
@pytest.mark.parametrize("side", SIDES)
def test_aws_backup_may_back_aurora_and_dynamodb_up(deployment: Deployment, side: str) -> None:
    """A setting of the account in the region; without it, a plan passes over the cluster and says nothing."""
    settings = deployment.client("backup", side).describe_region_settings()["ResourceTypeOptInPreference"]
    assert {name: settings.get(name) for name in ("Aurora", "DynamoDB")} == {"Aurora": True, "DynamoDB": True}


@pytest.mark.parametrize("side", SIDES)
def test_backups_are_planned(deployment: Deployment, side: str) -> None:
    """Daily or oftener, kept for a week at least."""
    plan = deployment.client("backup", side).get_backup_plan(BackupPlanId=deployment.sides[side]["BackupPlanId"])
    rules = plan["BackupPlan"]["Rules"]
    assert {rule["TargetBackupVaultName"] for rule in rules} == {deployment.sides[side]["BackupVaultName"]}
    assert all(rule["Lifecycle"]["DeleteAfterDays"] >= 7 for rule in rules)
