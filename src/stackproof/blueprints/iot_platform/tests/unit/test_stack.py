"""What the stack tells, and the entry point."""

from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
import pytest

import app
from iot_platform.root import build
from tests.unit.conftest import SUFFIX, Synthesis, settings_with, text

OUTPUTS = {
    "AlarmNames",
    "AlarmTopicArn",
    "CacheEndpoint",
    "CacheName",
    "CachePort",
    "CacheReaderEndpoint",
    "CacheUserId",
    "ClusterArn",
    "ClusterName",
    "CredentialsSecretName",
    "DataKeyArn",
    "DataSubnetIds",
    "DatabaseClusterArn",
    "DatabaseClusterIdentifier",
    "DatabaseEndpoint",
    "DatabaseLogGroupName",
    "DatabaseName",
    "DatabasePort",
    "DatabaseReaderEndpoint",
    "ExecutionRoleArn",
    "FlowLogGroupName",
    "LogsKeyArn",
    "PrivateSubnetIds",
    "ProcessorLogGroupName",
    "Region",
    "ServiceArn",
    "ServiceName",
    "StreamArn",
    "StreamName",
    "TaskRoleArn",
    "VpcId",
}


def test_the_outputs_name_everything_that_operators_need(default: Synthesis, regulated: Synthesis) -> None:
    """Each with a description; the trail's where there is one."""
    outputs = default.template.find_outputs("*")
    assert set(outputs) == OUTPUTS
    assert all(one["Description"] for one in outputs.values())
    assert set(regulated.template.find_outputs("*")) == OUTPUTS | {"AuditTrailArn", "AuditBucketName"}


@pytest.mark.parametrize(
    ("output", "value"),
    [
        ("Region", "ap-southeast-1"),
        ("DatabaseName", "readings"),
        ("CredentialsSecretName", f"iot-db-credentials-{SUFFIX}"),
        ("DatabaseEndpoint", "${DatabaseCluster5B53A178.Endpoint.Address}"),
        ("DatabaseReaderEndpoint", "${DatabaseCluster5B53A178.ReadEndpoint.Address}"),
        ("CacheEndpoint", "${CacheGroup065C0BC1.PrimaryEndPoint.Address}"),
        ("CacheReaderEndpoint", "${CacheGroup065C0BC1.ReaderEndPoint.Address}"),
    ],
)
def test_an_output_is_what_it_says(default: Synthesis, output: str, value: str) -> None:
    """Endpoints are attributes of their resources."""
    assert text(default.template.find_outputs(output)[output]["Value"]) == value


def test_the_names_of_all_alarms_are_an_output(default: Synthesis) -> None:
    """The integration tests look for them."""
    names = default.template.find_outputs("AlarmNames")["AlarmNames"]["Value"].split(",")
    assert set(names) == {one["AlarmName"] for one in default.of_type("AWS::CloudWatch::Alarm").values()}


def test_the_stack_names_its_region_and_no_account() -> None:
    """Production's stack cannot be deleted by mistake."""
    stack = build(cdk.App(), settings_with(REGION="eu-west-3", ENVIRONMENT="prod"))
    assert (stack.region, stack.stack_name) == ("eu-west-3", f"stack-iot-platform-{SUFFIX}")
    assert cdk.Token.is_unresolved(stack.account)
    assert stack.termination_protection is True
    assert build(cdk.App(), settings_with()).termination_protection is False


def test_the_program_writes_the_template(tmp_path: Path) -> None:
    """One stack, named after its suffix."""
    assert app.main(cdk.App(outdir=str(tmp_path)), {"ENVIRONMENT_SUFFIX": SUFFIX}) == 0
    assert [one.name for one in tmp_path.glob("*.template.json")] == [f"stack-iot-platform-{SUFFIX}.template.json"]


def test_settings_that_are_invalid_end_the_program_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written."""
    assert app.main(cdk.App(outdir=str(tmp_path)), {"REGION": "nowhere"}) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("error: invalid settings: region is 'nowhere'")
    assert list(tmp_path.glob("*.template.json")) == []
