"""How the stacks are cut and linked, what the root stack tells, and the entry point."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

import app
from s3_replication.replica import ReplicaStack
from s3_replication.root import build
from tests.unit.conftest import SUFFIX, Synthesis, settings_with
from tests.unit.test_replication import text


def nested(synthesis: Synthesis) -> set[str]:
    """The nested stacks of the root by the first word of their logical ids."""
    found = synthesis.root.find_resources("AWS::CloudFormation::Stack")
    return {logical_id.split("NestedStack")[0] for logical_id in found}


def test_within_a_region_everything_is_nested_under_the_root(same_region: Synthesis) -> None:
    """Storage, monitoring and the replica; nothing else is in the root."""
    assert nested(same_region) == {"Storage", "Monitoring", "Replica"}
    assert {resource["Type"] for resource in same_region.root.to_json()["Resources"].values()} == {
        "AWS::CloudFormation::Stack"
    }


def test_across_regions_the_replica_is_a_stack_of_its_own(cross_region: Synthesis) -> None:
    """CloudFormation nests within a region alone."""
    assert nested(cross_region) == {"Storage", "Monitoring"}


def test_across_regions_the_replica_is_deployed_first_into_its_region() -> None:
    """S3 wants the destination to exist when the rule is set; nothing but the order links the stacks."""
    tree = cdk.App()
    root = build(tree, settings_with(REPLICA_REGION="eu-west-1"), account="123456789012")
    (replica,) = (node for node in tree.node.children if isinstance(node, ReplicaStack))
    assert [stack.stack_name for stack in root.dependencies] == [f"stack-documents-replica-{SUFFIX}"]
    assert (root.region, replica.region) == ("us-east-1", "eu-west-1")
    assert (root.account, replica.account) == ("123456789012", "123456789012")


def test_the_monitoring_comes_before_the_bucket_that_sends_it_events(same_region: Synthesis) -> None:
    """The storage stack is given the queue's ARN by the monitoring stack; nothing goes the other way."""
    stacks = {
        logical_id.split("NestedStack")[0]: json.dumps(resource["Properties"].get("Parameters", {}))
        for logical_id, resource in same_region.root.find_resources("AWS::CloudFormation::Stack").items()
    }
    assert "MonitoringNestedStack" in stacks["Storage"]
    assert "ReplicaNestedStack" in stacks["Storage"]
    assert (stacks["Monitoring"], stacks["Replica"]) == ("{}", "{}")


OUTPUTS = {
    "AlarmTopicArn",
    "BatchRoleArn",
    "DashboardName",
    "DashboardUrl",
    "DefaultBucketParameterName",
    "EventsDeadLetterQueueUrl",
    "EventsFunctionArn",
    "EventsFunctionName",
    "EventsLogGroupName",
    "EventsQueueArn",
    "EventsQueueUrl",
    "FailbackRoleArn",
    "FailuresAlarmName",
    "LatencyAlarmName",
    "LatencyAlarmTopicArn",
    "MonitoringKeyArn",
    "PrimaryBucketAcceleratedUrl",
    "PrimaryBucketArn",
    "PrimaryBucketName",
    "PrimaryBucketUrl",
    "PrimaryKeyArn",
    "PrimaryRegion",
    "ReplicaBucketArn",
    "ReplicaBucketName",
    "ReplicaBucketUrl",
    "ReplicaKeyArn",
    "ReplicaRegion",
    "ReplicationRoleArn",
    "ReplicationRuleId",
    "SwitchParameterName",
}


def test_the_outputs_are_complete_and_described(any_configuration: Synthesis) -> None:
    """The same outputs in every configuration, each with a description, none exported."""
    outputs = any_configuration.root.to_json()["Outputs"]
    assert set(outputs) == OUTPUTS
    assert all(output["Description"] and "Export" not in output for output in outputs.values())


def test_urls_lead_to_bucket_and_dashboard(cross_region: Synthesis) -> None:
    """Each in its own region."""
    outputs: dict[str, Any] = cross_region.root.to_json()["Outputs"]
    assert outputs["PrimaryBucketUrl"]["Value"] == (
        f"https://bucket-documents-primary-{SUFFIX}.s3.us-east-1.amazonaws.com"
    )
    assert outputs["ReplicaBucketUrl"]["Value"] == (
        f"https://bucket-documents-replica-{SUFFIX}.s3.us-west-2.amazonaws.com"
    )
    assert text(outputs["DashboardUrl"]["Value"]) == (
        "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1"
        f"#dashboards:name=dashboard-documents-replication-{SUFFIX}"
    )


def test_writers_start_on_the_primary(any_configuration: Synthesis) -> None:
    """The parameter lives on the replica's side, where it is to be reached when the primary's region is not."""
    any_configuration.replica.has_resource_properties(
        "AWS::SSM::Parameter",
        {
            "Name": f"parameter-documents-default-bucket-{SUFFIX}",
            "Type": "String",
            "Value": f"bucket-documents-primary-{SUFFIX}",
        },
    )


def test_no_deployment_moves_writers(any_configuration: Synthesis) -> None:
    """CloudFormation writes a parameter again with each new tag, so that no template has the one of the switch."""
    name = any_configuration.names.switch_parameter
    assert name == f"parameter-documents-switched-to-{SUFFIX}"
    assert any_configuration.root.to_json()["Outputs"]["SwitchParameterName"]["Value"] == name
    parameters = [one for one in any_configuration.resources() if one["Type"] == "AWS::SSM::Parameter"]
    assert [one["Properties"]["Name"] for one in parameters] == [any_configuration.names.default_bucket_parameter]
    assert name in parameters[0]["Properties"]["Description"]


def test_no_resource_is_orphaned_or_costly_by_default(same_region: Synthesis) -> None:
    """The exact inventory of the default configuration."""
    counts: dict[str, int] = {}
    for resource in same_region.resources():
        counts[resource["Type"]] = counts.get(resource["Type"], 0) + 1
    assert counts == {
        "AWS::CloudFormation::Stack": 3,
        "AWS::CloudWatch::Alarm": 4,
        "AWS::CloudWatch::Dashboard": 1,
        "AWS::IAM::Role": 6,
        "AWS::KMS::Alias": 3,
        "AWS::KMS::Key": 3,
        "AWS::Lambda::EventSourceMapping": 1,
        "AWS::Lambda::Function": 3,
        "AWS::Logs::LogGroup": 3,
        "AWS::S3::Bucket": 2,
        "AWS::S3::BucketPolicy": 2,
        "AWS::SNS::Topic": 1,
        "AWS::SNS::TopicPolicy": 1,
        "AWS::SQS::Queue": 2,
        "AWS::SQS::QueuePolicy": 2,
        "AWS::SSM::Parameter": 1,
        "Custom::S3AutoDeleteObjects": 2,
    }


def test_the_entry_point_synthesises_the_stack_of_the_suffix(tmp_path: Path) -> None:
    """What the CDK's command line runs."""
    assert app.main(cdk.App(outdir=str(tmp_path)), {"ENVIRONMENT_SUFFIX": "entry"}) == 0
    assert (tmp_path / "stack-documents-entry.template.json").is_file()


def test_the_entry_point_tells_what_is_wrong_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 and no traceback."""
    assert app.main(cdk.App(), {"ENVIRONMENT_SUFFIX": "Not Valid"}) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: invalid settings: environment_suffix is 'Not Valid', must be 1 to 25")
    assert captured.err.count("\n") == 1
