"""What the constructor of the stack takes, and where the state is kept."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cdktn import App

from app import main
from payment_dr.root import PaymentStack, settings_of
from payment_dr.settings import SettingsError
from tests.unit.stack import REQUIRED

if TYPE_CHECKING:
    from tests.unit.stack import Synthesised


def test_it_takes_what_was_asked_for_and_no_id() -> None:
    parameters = inspect.signature(PaymentStack.__init__).parameters
    assert list(parameters)[1:] == [
        "scope",
        "stack_id",
        "environment_suffix",
        "state_bucket",
        "state_bucket_region",
        "aws_region",
        "default_tags",
        "environ",
    ]
    assert all(parameters[name].default is None for name in list(parameters)[3:])


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("ENVIRONMENT_SUFFIX", "env"),
        ("TERRAFORM_STATE_BUCKET", "states-env"),
        ("TERRAFORM_STATE_BUCKET_REGION", "eu-west-1"),
        ("PRIMARY_REGION", "eu-west-2"),
    ):
        monkeypatch.setenv(name, value)
    found = settings_of(App())
    assert (found.environment_suffix, found.state_bucket) == ("env", "states-env")
    assert (found.state_region, found.primary_region) == ("eu-west-1", "eu-west-2")
    found = settings_of(
        App(),
        environment_suffix="given",
        state_bucket="states-given",
        state_bucket_region="eu-west-3",
        aws_region="eu-north-1",
    )
    assert (found.environment_suffix, found.state_bucket) == ("given", "states-given")
    assert (found.state_region, found.primary_region) == ("eu-west-3", "eu-north-1")


@pytest.mark.parametrize("given", [{"Team": "a", "Owner": "b"}, {"tags": {"Team": "a", "Owner": "b"}}])
def test_default_tags_are_added_to_the_tags(given: dict[str, object]) -> None:
    found = settings_of(App(), default_tags=given, environ=REQUIRED)
    assert found.more_tags == (("Team", "a"), ("Owner", "b"))


def test_a_context_counts_too() -> None:
    found = settings_of(App(context={"environmentSuffix": "ctx", "stateBucket": "states"}), environ={})
    assert found.environment_suffix == "ctx"


def test_without_a_bucket_for_the_state_there_is_no_stack() -> None:
    with pytest.raises(SettingsError, match="state_bucket"):
        PaymentStack(App(), "stack-payment-test", environ={})


def test_the_state_is_encrypted_and_locked_by_a_file(stack: Synthesised) -> None:
    assert stack.document["terraform"]["backend"]["s3"] == {
        "bucket": "states",
        "key": "payment-dr/unit/terraform.tfstate",
        "region": "us-east-1",
        "encrypt": True,
        "use_lockfile": True,
    }
    assert stack.document["terraform"]["required_version"] == ">= 1.11.0"


def test_the_state_is_locked_by_a_table_before_terraform_1_10(protected: Synthesised) -> None:
    assert protected.document["terraform"]["backend"]["s3"] == {
        "bucket": "states",
        "key": "payment-dr/prod-eu/terraform.tfstate",
        "region": "us-east-1",
        "encrypt": True,
        "dynamodb_table": "locks",
    }
    assert protected.document["terraform"]["required_version"] == ">= 1.9.0"


def test_both_providers_put_on_every_tag(stack: Synthesised) -> None:
    one, two = stack.document["provider"]["aws"]
    assert (one["region"], two["region"], two["alias"]) == ("us-east-1", "us-west-2", "secondary")
    assert "alias" not in one
    expected = {
        "Environment": "dev",
        "Project": "payment-dr",
        "Owner": "platform-team",
        "CostCenter": "payments",
        "ManagedBy": "cdk-terrain",
        "Repository": "unknown",
        "CommitAuthor": "unknown",
        "PullRequest": "unknown",
    }
    assert one["default_tags"] == two["default_tags"] == [{"tags": expected}]


def test_the_name_of_the_stack_has_the_suffix(stack: Synthesised, protected: Synthesised) -> None:
    assert (stack.name, protected.name) == ("stack-payment-unit", "stack-payment-prod-eu")


def test_the_entry_point_tells_what_is_wrong_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(App(outdir=str(tmp_path)), {}) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: invalid settings: state_bucket is ''")
    assert said.count("\n") == 1
    assert not list(tmp_path.rglob("cdk.tf.json"))
