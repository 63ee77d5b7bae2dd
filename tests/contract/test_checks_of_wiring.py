"""Checks of alarms, dead letters, logs, replication and failover: what each proves, refuses and leaves open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from stackproof.errors import InputError
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from tests.contract.build import UNSURE, graph, judge, macro, resource

ALARM, QUEUE, FUNCTION, RULE = "AWS::CloudWatch::Alarm", "AWS::SQS::Queue", "AWS::Lambda::Function", "AWS::Events::Rule"
RECORD, PLAN, VAULT, BUCKET = (
    "AWS::Route53::RecordSet",
    "AWS::Backup::BackupPlan",
    "AWS::Backup::BackupVault",
    "AWS::S3::Bucket",
)
CLUSTER, INSTANCE, GLOBAL = "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::RDS::GlobalCluster"
TOPIC, SUBSCRIPTION, MAPPING = "AWS::SNS::Topic", "AWS::SNS::Subscription", "AWS::Lambda::EventSourceMapping"
ARN = {"GetAtt": "Dead.Arn"}


def status(expect: str, *resources: Any, **parts: Any) -> str:
    return judge(expect, graph(*resources, **parts)).status


def alarm(metric: Any = "Errors", value: Any = None, **more: Any) -> Any:
    given = {
        "MetricName": metric,
        "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": "Worker"} if value is None else value}],
        "AlarmActions": ["arn:aws:sns:us-east-1:111122223333:alarms"],
    }
    return resource("Alarm", ALARM, {**given, **more})


WORKER = resource("Worker", FUNCTION, {"FunctionName": "worker"})
COVER = '{check: alarms.cover, with: {type: "AWS::Lambda::Function", metrics: [Errors]}}'


@pytest.mark.parametrize(
    ("alarms", "expected"),
    [
        ([alarm()], "proven"),
        ([alarm(value="worker")], "proven"),
        ([alarm(value="other")], "violated"),
        ([alarm("Throttles")], "violated"),
        ([alarm(AlarmActions=[])], "violated"),
        ([alarm(ActionsEnabled=False)], "violated"),
        ([alarm(ActionsEnabled=UNSURE)], "undecided"),
        ([alarm(UNSURE)], "undecided"),
        ([alarm(Dimensions=UNSURE)], "undecided"),
        ([], "violated"),
    ],
)
def test_alarms_cover(alarms: list[Any], expected: str) -> None:
    assert status(COVER, WORKER, *alarms) == expected


def test_alarm_on_an_expression_covers_the_metrics_in_it() -> None:
    query = {
        "Id": "a",
        "MetricStat": {
            "Metric": {"MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": "Worker"}}]}
        },
    }
    found = resource(
        "Alarm", ALARM, {"Metrics": [query], "AlarmActions": ["arn:aws:sns:us-east-1:111122223333:alarms"]}
    )
    assert status(COVER, WORKER, found) == "proven"


def test_every_metric_of_every_resource_needs_an_alarm() -> None:
    both = '{check: alarms.cover, with: {type: "AWS::Lambda::Function", metrics: [Errors, Throttles]}}'
    assert status(both, WORKER, alarm()) == "violated"
    assert status(COVER, WORKER, resource("Other", FUNCTION, {"FunctionName": "other"}), alarm()) == "violated"


def test_alarm_that_may_be_there_leaves_cover_open() -> None:
    assert status(COVER, WORKER, undecided_resources=macro()) == "undecided"


def record(name: str, failover: Any, *, health: Any = None, alias: Any = None, **more: Any) -> Any:
    given = {"HostedZoneId": "Z1", "Name": "api.example.org", "Type": "A", "SetIdentifier": name, "Failover": failover}
    given |= {"HealthCheckId": health} if health else {}
    given |= {"AliasTarget": alias} if alias else {}
    return resource(name, RECORD, {**given, **more})


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([record("a", "PRIMARY", health="h"), record("b", "SECONDARY")], "proven"),
        ([record("a", "SECONDARY"), record("b", "PRIMARY", alias={"EvaluateTargetHealth": True})], "proven"),
        ([record("a", "PRIMARY", alias={"EvaluateTargetHealth": False}), record("b", "SECONDARY")], "violated"),
        ([record("a", "PRIMARY"), record("b", "SECONDARY", health="h")], "violated"),
        ([record("a", "PRIMARY", health=UNSURE), record("b", "SECONDARY")], "undecided"),
        ([record("a", "PRIMARY", health="h"), record("b", "PRIMARY", health="h")], "violated"),
        ([record("a", "PRIMARY", health="h"), record("b", "SECONDARY", Name="www.example.org")], "violated"),
        ([record("a", "PRIMARY", health="h")], "violated"),
        ([], "violated"),
    ],
)
def test_dns_fails_over(records: list[Any], expected: str) -> None:
    assert status("{check: dns.fails-over}", *records) == expected


def test_weighted_records_fail_over_when_both_are_looked_at() -> None:
    expect = "{check: dns.fails-over, with: {routing: weighted}}"

    def weighted(name: str, **more: Any) -> Any:
        return resource(name, RECORD, {"HostedZoneId": "Z1", "Name": "a.org", "Type": "A", "Weight": 1, **more})

    assert status(expect, weighted("a", HealthCheckId="x"), weighted("b", HealthCheckId="y")) == "proven"
    assert status(expect, weighted("a", HealthCheckId="x"), weighted("b")) == "violated"
    assert status(expect, record("a", "PRIMARY", health="h"), record("b", "SECONDARY")) == "violated"


def test_unknown_routing_is_refused() -> None:
    with pytest.raises(InputError, match="failover, weighted, latency"):
        status("{check: dns.fails-over, with: {routing: simple}}")


def plan(*vaults: Any) -> Any:
    copies = [{"DestinationBackupVaultArn": vault} for vault in vaults]
    rules = [{"RuleName": "daily", **({"CopyActions": copies} if copies else {})}]
    return resource("Plan", PLAN, {"BackupPlan": {"BackupPlanRule": rules}})


def vault_in(region: str) -> Any:
    found = resource("Vault", VAULT, {"BackupVaultName": "copies"})
    found.region = Known(region)
    return found


VAULT_ARN = {"GetAtt": "Vault.BackupVaultArn"}


@pytest.mark.parametrize(
    ("resources", "to", "expected"),
    [
        ([plan("arn:aws:backup:us-west-2:111122223333:backup-vault:v")], "", "proven"),
        ([plan("arn:aws:backup:us-west-2:111122223333:backup-vault:v")], "us-west-2", "proven"),
        ([plan("arn:aws:backup:us-west-2:111122223333:backup-vault:v")], "eu-west-1", "violated"),
        ([plan("arn:aws:backup:us-east-1:111122223333:backup-vault:v")], "", "violated"),
        ([plan(VAULT_ARN), vault_in("us-west-2")], "", "proven"),
        ([plan(VAULT_ARN), vault_in("us-east-1")], "", "violated"),
        ([plan(UNSURE)], "", "undecided"),
        ([plan()], "", "violated"),
        ([], "", "violated"),
    ],
)
def test_backup_copies_across_regions(resources: list[Any], to: str, expected: str) -> None:
    given = f", with: {{to: {to}}}" if to else ""
    assert status(f"{{check: backup.copies-across-regions{given}}}", *resources) == expected


SOURCE = resource("Jobs", QUEUE, {"QueueName": "jobs"})
FED = resource(
    "Jobs", QUEUE, {"QueueName": "jobs", "RedrivePolicy": {"deadLetterTargetArn": ARN, "maxReceiveCount": 3}}
)
READS = resource("Reads", MAPPING, {"EventSourceArn": {"GetAtt": "Jobs.Arn"}, "FunctionName": {"Ref": "Worker"}})
FROM_STREAM = {"EventSourceArn": "arn:aws:kinesis:us-east-1:111122223333:stream/s", "StartingPosition": "LATEST"}
TARGET = {"Id": "t", "Arn": {"GetAtt": "Worker.Arn"}}


@pytest.mark.parametrize(
    ("kind", "resources", "expected"),
    [
        ("queues", [FED, READS], "proven"),
        ("queues", [SOURCE, READS], "violated"),
        ("queues", [SOURCE], "proven"),
        ("streams", [resource("S", MAPPING, FROM_STREAM)], "violated"),
        (
            "streams",
            [resource("S", MAPPING, {**FROM_STREAM, "DestinationConfig": {"OnFailure": {"Destination": ARN}}})],
            "proven",
        ),
        ("rules", [resource("R", RULE, {"Targets": [TARGET]})], "violated"),
        ("rules", [resource("R", RULE, {"Targets": [{**TARGET, "DeadLetterConfig": {"Arn": ARN}}]})], "proven"),
        ("subscriptions", [resource("S", SUBSCRIPTION, {"Protocol": "sqs", "Endpoint": "x"})], "violated"),
        ("subscriptions", [resource("S", SUBSCRIPTION, {"Protocol": "email", "Endpoint": "x"})], "proven"),
        ("functions", [WORKER, resource("R", RULE, {"Targets": [TARGET]})], "violated"),
        (
            "functions",
            [
                resource("Worker", FUNCTION, {"DeadLetterConfig": {"TargetArn": ARN}}),
                resource("R", RULE, {"Targets": [TARGET]}),
            ],
            "proven",
        ),
        (
            "functions",
            [
                WORKER,
                resource("R", RULE, {"Targets": [TARGET]}),
                resource(
                    "C",
                    "AWS::Lambda::EventInvokeConfig",
                    {"FunctionName": {"Ref": "Worker"}, "DestinationConfig": {"OnFailure": {"Destination": ARN}}},
                ),
            ],
            "proven",
        ),
    ],
)
def test_events_have_dead_letters(kind: str, resources: list[Any], expected: str) -> None:
    assert status(f"{{check: events.have-dead-letters, with: {{of: [{kind}]}}}}", *resources) == expected


def test_dead_letters_are_asked_of_all_kinds_by_default() -> None:
    assert status("{check: events.have-dead-letters}", SOURCE, READS) == "violated"
    assert status("{check: events.have-dead-letters}", FED, READS) == "proven"


def test_unknown_kind_of_event_is_refused() -> None:
    with pytest.raises(InputError, match="queues, streams, rules"):
        status("{check: events.have-dead-letters, with: {of: [letters]}}")


def store(name: str, type_: str, given: dict[str, Any] | None = None, region: str = "us-east-1", **more: Any) -> Any:
    found = resource(name, type_, given, **more)
    found.region = Known(region)
    return found


def replicating(state: str = "Enabled") -> Any:
    rule = {"Status": state, "Destination": {"Bucket": {"GetAtt": "Copy.Arn"}}}
    return store("Docs", BUCKET, {"ReplicationConfiguration": {"Rules": [rule]}})


COPY = store("Copy", BUCKET, {"BucketName": "copy"}, "us-west-2")
MEMBER = {"GlobalClusterIdentifier": {"Ref": "Whole"}}
WHOLE = store("Whole", GLOBAL, {"GlobalClusterIdentifier": "whole"})


@pytest.mark.parametrize(
    ("type_", "resources", "expected"),
    [
        (BUCKET, [replicating(), COPY], "proven"),
        (BUCKET, [replicating("Disabled"), COPY], "violated"),
        (BUCKET, [replicating(), store("Copy", BUCKET, {"BucketName": "copy"}, "eu-west-1")], "violated"),
        (BUCKET, [replicating()], "undecided"),
        (BUCKET, [store("Docs", BUCKET), COPY], "violated"),
        (
            "AWS::DynamoDB::GlobalTable",
            [store("Docs", "AWS::DynamoDB::GlobalTable", {"Replicas": [{"Region": "us-west-2"}]})],
            "proven",
        ),
        (
            "AWS::DynamoDB::GlobalTable",
            [store("Docs", "AWS::DynamoDB::GlobalTable", {"Replicas": [{"Region": "eu-west-1"}]})],
            "violated",
        ),
        (
            "AWS::DynamoDB::GlobalTable",
            [store("Docs", "AWS::DynamoDB::GlobalTable", {"Replicas": UNSURE})],
            "undecided",
        ),
        (CLUSTER, [WHOLE, store("Docs", CLUSTER, MEMBER), store("Far", CLUSTER, MEMBER, "us-west-2")], "proven"),
        (CLUSTER, [WHOLE, store("Docs", CLUSTER, MEMBER)], "violated"),
        (CLUSTER, [store("Docs", CLUSTER, {"GlobalClusterIdentifier": "elsewhere"})], "undecided"),
        (
            INSTANCE,
            [
                store("Docs", INSTANCE),
                store("Far", INSTANCE, {"SourceDBInstanceIdentifier": {"GetAtt": "Docs.DBInstanceArn"}}, "us-west-2"),
            ],
            "proven",
        ),
        (INSTANCE, [store("Docs", INSTANCE)], "violated"),
        (INSTANCE, [store("Docs", INSTANCE, region="us-west-2")], "proven"),
    ],
)
def test_data_replicates_to(type_: str, resources: list[Any], expected: str) -> None:
    expect = f'{{check: data.replicates-to, with: {{type: "{type_}", region: us-west-2, resource: Docs}}}}'
    assert status(expect, *resources) == expected


def test_store_of_another_type_is_refused() -> None:
    with pytest.raises(InputError, match="AWS::S3::Bucket"):
        status('{check: data.replicates-to, with: {type: "AWS::SQS::Queue", region: us-west-2}}')


GROUP = resource("Group", "AWS::Logs::LogGroup", {"LogGroupName": "/flow"})
LOGS = resource("Logs", BUCKET, {"BucketName": "logs"})


@pytest.mark.parametrize(
    ("type_", "given", "to", "expected"),
    [
        ("AWS::EC2::FlowLog", {"LogGroupName": {"Ref": "Group"}}, "AWS::Logs::LogGroup", "proven"),
        ("AWS::EC2::FlowLog", {"LogGroupName": {"Ref": "Group"}}, "AWS::S3::Bucket", "violated"),
        ("AWS::EC2::FlowLog", {}, "AWS::Logs::LogGroup", "violated"),
        ("AWS::EC2::FlowLog", {"LogDestination": UNSURE}, "AWS::Logs::LogGroup", "undecided"),
        ("AWS::CloudTrail::Trail", {"S3BucketName": {"Ref": "Logs"}}, "AWS::S3::Bucket", "proven"),
        (
            "AWS::WAFv2::LoggingConfiguration",
            {"LogDestinationConfigs": [{"GetAtt": "Group.Arn"}]},
            "AWS::Logs::LogGroup",
            "proven",
        ),
        (
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            {
                "LoadBalancerAttributes": [
                    {"Key": "access_logs.s3.enabled", "Value": "true"},
                    {"Key": "access_logs.s3.bucket", "Value": {"Ref": "Logs"}},
                ]
            },
            "AWS::S3::Bucket",
            "proven",
        ),
        (
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            {"LoadBalancerAttributes": [{"Key": "access_logs.s3.bucket", "Value": {"Ref": "Logs"}}]},
            "AWS::S3::Bucket",
            "violated",
        ),
    ],
)
def test_logs_deliver_to(type_: str, given: dict[str, Any], to: str, expected: str) -> None:
    expect = f'{{check: logs.deliver-to, with: {{type: "{type_}", to: "{to}"}}}}'
    assert status(expect, GROUP, LOGS, resource("Source", type_, given)) == expected


def test_logs_have_to_reach_the_destination_that_was_named() -> None:
    flow = resource("Source", "AWS::EC2::FlowLog", {"LogGroupName": {"Ref": "Group"}})
    expect = '{check: logs.deliver-to, with: {type: "AWS::EC2::FlowLog", to: "AWS::Logs::LogGroup", destination: %s}}'
    assert status(expect % "G*", GROUP, flow) == "proven"
    assert status(expect % "Other", GROUP, flow) == "violated"
    nested = replace(resource("stack/Network/FlowLogs", "AWS::Logs::LogGroup"), logical_id="FlowLogs1234")
    flow = resource("Source", "AWS::EC2::FlowLog", {"LogGroupName": {"Ref": "stack/Network/FlowLogs"}})
    assert status(expect % '"*/Network/FlowLogs"', nested, flow) == "proven"


def test_what_may_not_exist_proves_no_delivery() -> None:
    given = {"LogGroupName": {"Ref": "Group"}}
    flow = resource("Source", "AWS::EC2::FlowLog", given, exists=Truth.UNDECIDED)
    expect = '{check: logs.deliver-to, with: {type: "AWS::EC2::FlowLog", to: "AWS::Logs::LogGroup"}}'
    assert status(expect, GROUP, flow) == "undecided"
