"""The program as a whole: entry point, stacks, names, tags, state, outputs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cdktn import App

from app import main
from tests.unit.synthesis import STATE, Stack, Synthesis, references
from transaction_dr.naming import LONGEST_SUFFIX, Names
from transaction_dr.policies import allow
from transaction_dr.settings import Settings

NAME = re.compile(r"[a-z0-9]+-transactions(?:-[a-z0-9]+)*-unit")
NAMED = {
    "aws_backup_plan": "name",
    "aws_backup_selection": "name",
    "aws_backup_vault": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_db_subnet_group": "name",
    "aws_dynamodb_table": "name",
    "aws_iam_role": "name",
    "aws_iam_role_policy": "name",
    "aws_lambda_function": "function_name",
    "aws_lb": "name",
    "aws_lb_target_group": "name",
    "aws_rds_cluster": "cluster_identifier",
    "aws_rds_cluster_instance": "identifier",
    "aws_rds_cluster_parameter_group": "name",
    "aws_rds_global_cluster": "global_cluster_identifier",
    "aws_route53_record": "set_identifier",
    "aws_s3_bucket": "bucket",
    "aws_secretsmanager_secret": "name",
    "aws_security_group": "name",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
}
LIMITS = {
    "aws_backup_plan": 50,
    "aws_backup_selection": 50,
    "aws_backup_vault": 50,
    "aws_cloudwatch_metric_alarm": 255,
    "aws_db_subnet_group": 255,
    "aws_dynamodb_table": 255,
    "aws_iam_role": 64,
    "aws_iam_role_policy": 128,
    "aws_lambda_function": 64,
    "aws_lb": 32,
    "aws_lb_target_group": 32,
    "aws_rds_cluster": 63,
    "aws_rds_cluster_instance": 63,
    "aws_rds_cluster_parameter_group": 255,
    "aws_rds_global_cluster": 63,
    "aws_route53_record": 128,
    "aws_s3_bucket": 63,
    "aws_secretsmanager_secret": 512,
    "aws_security_group": 255,
    "aws_sns_topic": 256,
    "aws_sqs_queue": 80,
}


def physical_names(stack: Stack) -> dict[str, list[str]]:
    """Names of a stack by type."""
    return {kind: [block[name] for block in stack.all(kind).values()] for kind, name in NAMED.items()}


def test_the_entry_point_synthesises_three_stacks_in_order(tmp_path: Path) -> None:
    assert main(App(outdir=str(tmp_path)), STATE) == 0
    stacks = json.loads((tmp_path / "manifest.json").read_text("utf-8"))["stacks"]
    assert {name: sorted(stack["dependencies"]) for name, stack in stacks.items()} == {
        "stack-transactions-global-dev": [],
        "stack-transactions-primary-dev": ["stack-transactions-global-dev"],
        "stack-transactions-recovery-dev": ["stack-transactions-global-dev", "stack-transactions-primary-dev"],
    }


def test_invalid_settings_end_the_program_with_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(App(outdir=str(tmp_path)), {}) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "manifest.json").exists()


def test_settings_may_stand_in_the_context(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path), context={"stateBucket": "state", "environmentSuffix": "context"})
    assert main(app, {}) == 0
    assert (tmp_path / "stacks" / "stack-transactions-global-context").is_dir()


def test_every_name_follows_the_pattern(any_configuration: Synthesis) -> None:
    for stack in any_configuration.stacks:
        assert NAME.fullmatch(stack.name)
        for kind, names in physical_names(stack).items():
            assert all(NAME.fullmatch(name) for name in names), (kind, names)


def test_names_are_unique_in_their_region(any_configuration: Synthesis) -> None:
    for stack in any_configuration.stacks:
        for kind, names in physical_names(stack).items():
            assert len(set(names)) == len(names), kind


def test_the_longest_suffix_fits_every_limit(any_configuration: Synthesis) -> None:
    longer = LONGEST_SUFFIX - len("unit")
    for stack in any_configuration.stacks:
        for kind, names in physical_names(stack).items():
            assert all(len(name) + longer <= LIMITS[kind] for name in names), kind


def test_names_of_two_suffixes_differ_in_the_suffix_alone() -> None:
    one, two = Names("one").of_role("primary"), Names("two").of_role("primary")
    assert (one.of("bucket", "documents"), two.of("bucket", "documents")) == (
        "bucket-transactions-primary-documents-one",
        "bucket-transactions-primary-documents-two",
    )
    assert Names("one").of("table", "sessions") == "table-transactions-sessions-one"
    assert one.short("lb") == "lb-transactions-one"
    assert one.alias() == "alias/key-transactions-primary-one"
    assert Names("one").zone("example.org") == "zone-transactions-one.example.org"
    assert one.cluster_logs() == "/aws/rds/cluster/cluster-transactions-primary-one/postgresql"


def test_every_provider_tags_what_it_makes(any_configuration: Synthesis) -> None:
    settings = any_configuration.settings
    for stack in any_configuration.stacks:
        for provider in stack.document["provider"]["aws"]:
            (tags,) = provider["default_tags"]
            assert tags["tags"] == {
                "Environment": settings.environment,
                "Project": "transactions",
                "Owner": "platform-team",
                "CostCenter": "transactions",
                "ManagedBy": "cdk-terrain",
                "Repository": "unknown",
                "CommitAuthor": "unknown",
                "PullRequest": "unknown",
            }


def test_stacks_work_in_their_regions(default: Synthesis) -> None:
    def regions(stack: Stack) -> list[tuple[str | None, str]]:
        return [(one.get("alias"), one["region"]) for one in stack.document["provider"]["aws"]]

    assert regions(default.shared) == [(None, "us-east-1"), ("recovery", "us-east-2")]
    assert regions(default.primary) == [(None, "us-east-1")]
    assert regions(default.recovery) == [(None, "us-east-2"), ("primary", "us-east-1")]


def test_the_state_is_encrypted_and_locked_in_the_bucket_that_was_set(any_configuration: Synthesis) -> None:
    for stack in any_configuration.stacks:
        terraform = stack.document["terraform"]
        assert terraform["backend"] == {
            "s3": {
                "bucket": "state-of-the-tests",
                "key": f"transactions/unit/{stack.name}.tfstate",
                "region": "us-east-1",
                "encrypt": True,
                "use_lockfile": True,
            }
        }
        assert terraform["required_version"] == f">= {any_configuration.settings.terraform_version}.0"


def test_both_regions_give_the_same_outputs_out(any_configuration: Synthesis) -> None:
    links = {"PeeringId", "ReplicationRoleArn", "HealthAlarmNames"}
    primary, recovery = (set(stack.outputs) for stack in any_configuration.regions)
    assert recovery - links == primary
    assert links <= recovery
    assert {"ClusterEndpoint", "BucketName", "LoadBalancerDnsName", "QueueUrl", "FunctionName"} <= primary
    shared = set(any_configuration.shared.outputs)
    assert {"NameServers", "ZoneId", "SessionsTableName", "GlobalWriterEndpoint"} <= shared


def test_each_region_tells_of_what_is_its_own(any_configuration: Synthesis) -> None:
    for stack, role in zip(any_configuration.regions, ("primary", "recovery"), strict=True):
        outputs = stack.outputs
        assert not [one for one in references(outputs) if one.startswith("data.")]
        assert outputs["Region"] == getattr(any_configuration.settings, role).region
        assert all(name.startswith(f"alarm-transactions-{role}-") for name in outputs["AlarmNames"])


def test_everything_is_destroyable_but_in_production(default: Synthesis, production: Synthesis) -> None:
    for synthesis, protected in ((default, False), (production, True)):
        assert synthesis.settings.protected is protected
        (table,) = synthesis.shared.all("aws_dynamodb_table").values()
        assert table["deletion_protection_enabled"] is protected
        whole = synthesis.shared.one("aws_rds_global_cluster")
        assert (whole["deletion_protection"], whole["force_destroy"]) == (protected, not protected)
        assert synthesis.shared.one("aws_route53_zone")["force_destroy"] is not protected
        days = [key["deletion_window_in_days"] for key in synthesis.shared.all("aws_kms_key").values()]
        assert days == [30, 30] if protected else [7, 7]
        for stack in synthesis.regions:
            cluster = stack.one("aws_rds_cluster")
            assert (cluster["deletion_protection"], cluster["skip_final_snapshot"]) == (protected, not protected)
            assert ("final_snapshot_identifier" in cluster) is protected
            assert stack.one("aws_s3_bucket")["force_destroy"] is not protected
            assert stack.one("aws_backup_vault")["force_destroy"] is not protected
            assert stack.one("aws_lb")["enable_deletion_protection"] is protected


def test_a_statement_of_an_identity_has_no_principal() -> None:
    assert allow("A", ["s3:GetObject"], ["x"]) == {
        "Sid": "A",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["x"],
    }


def test_settings_of_one_deployment_are_one_value() -> None:
    assert Settings.load(STATE, lambda _: None) == Settings.load(STATE, lambda _: None)
