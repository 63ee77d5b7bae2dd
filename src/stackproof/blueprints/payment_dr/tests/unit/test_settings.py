"""Settings: where they come from, what is refused, and that the README and the contract say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from payment_dr.paths import PROJECT
from payment_dr.settings import SOURCES, Settings, SettingsError

REQUIRED = {"TERRAFORM_STATE_BUCKET": "states"}


def load(context: dict[str, object] | None = None, **variables: str) -> Settings:
    """Settings from these variables and this context."""
    return Settings.load({**REQUIRED, **variables}, (context or {}).get)


def test_defaults_are_those_of_the_requirements() -> None:
    settings = load()
    assert (settings.environment_suffix, settings.state_region, settings.project) == ("test", "us-east-1", "payment-dr")
    assert (settings.primary.region, settings.secondary.region) == ("us-east-1", "us-west-2")
    assert (settings.instance_class, settings.backup_retention_days) == ("db.r5.large", 7)
    assert settings.replication_lag_threshold_seconds == 60
    assert settings.automatic_failover
    assert not settings.config_rules
    assert not settings.protected
    assert settings.write_only
    assert settings.lock_file
    assert settings.state_key == "payment-dr/test/terraform.tfstate"
    assert settings.secret_name == "secret-payment-database-test"
    assert settings.api_keys_name == "parameter-payment-api-keys-test"


def test_the_environment_wins_over_the_context_and_the_context_over_the_default() -> None:
    context: dict[str, object] = {"environmentSuffix": "ctx", "owner": "someone", "logRetentionDays": 30}
    settings = load(context, ENVIRONMENT_SUFFIX="env", OWNER="  ")
    assert (settings.environment_suffix, settings.owner, settings.log_retention_days) == ("env", "someone", 30)


def test_names_that_are_given_win_over_those_that_are_made() -> None:
    settings = load(DATABASE_SECRET_NAME="a/secret", API_KEY_PARAMETER="/a/key")
    assert (settings.secret_name, settings.api_keys_name) == ("a/secret", "/a/key")


@pytest.mark.parametrize(
    ("version", "write_only", "lock_file"), [("1.11", True, True), ("1.10", False, True), ("1.9", False, False)]
)
def test_the_version_of_terraform_decides_what_is_used(version: str, write_only: bool, lock_file: bool) -> None:
    settings = load(TERRAFORM_VERSION=version, TERRAFORM_STATE_LOCK_TABLE="locks")
    assert (settings.write_only, settings.lock_file) == (write_only, lock_file)


INVALID = {
    "environment_suffix": ("", "Upper", "a--b", "-a", "a" * 17, "a_b"),
    "environment": ("a\nb",),
    "project": ("No", "a/b"),
    "owner": ("a;b",),
    "cost_center": ("x" * 257,),
    "repository": ("a|b",),
    "commit_author": ("a|b",),
    "pull_request": ("a|b",),
    "state_bucket": ("A", "a"),
    "state_region": ("useast1",),
    "state_lock_table": ("ab",),
    "terraform_version": ("1", "2.0", "1.11.1"),
    "primary_region": ("us-east",),
    "secondary_region": ("us-east-1", "nowhere"),
    "primary_cidr": ("10.0.0.0/8", "8.8.0.0/16", "10.0.0.1/16", "x"),
    "secondary_cidr": ("10.0.0.0/16",),
    "nat_gateways": ("two",),
    "domain_name": ("localhost", "-a.example.com"),
    "hosted_zone_id": ("example",),
    "engine_version": ("16", "13.1"),
    "instance_class": ("db.t4g.medium", "r5.large"),
    "database_secret_name": ("a b",),
    "database_user": ("1a", "A"),
    "database_password_version": ("0", "x"),
    "api_key_parameter": ("a b",),
    "function_concurrency": ("0", "901"),
    "health_concurrency": ("1", "101"),
    "automatic_failover": ("yes",),
    "config_rules": ("1",),
    "replication_lag_threshold_seconds": ("0", "301"),
    "function_errors_threshold": ("-1", "1.5"),
    "server_errors_threshold": ("x",),
    "database_cpu_threshold": ("0", "101"),
    "log_retention_days": ("2", "\u0662"),
    "backup_retention_days": ("6", "36"),
    "alarm_email": ("nobody",),
}


@pytest.mark.parametrize("suffix", ["a", "a" * 16, "-".join("a" * 8) + "a", "pr-12-of-a-month"])
def test_a_suffix_may_have_sixteen_characters(suffix: str) -> None:
    assert load(ENVIRONMENT_SUFFIX=suffix).environment_suffix == suffix
    with pytest.raises(SettingsError):
        load(ENVIRONMENT_SUFFIX=f"{suffix:a<17}")


def test_every_setting_has_something_that_is_refused() -> None:
    assert set(INVALID) == set(SOURCES)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in INVALID.items() for value in values])
def test_what_is_invalid_is_named_with_how_to_set_it(name: str, value: str) -> None:
    source = SOURCES[name]
    context: dict[str, object] = {source.context: value}
    with pytest.raises(SettingsError) as caught:
        Settings.load({} if name == "state_bucket" else REQUIRED, context.get)
    (problem,) = str(caught.value).removeprefix("invalid settings: ").split("; ")
    assert problem.startswith(f"{name} is {value!r}, must be ")
    assert problem.endswith(f"(set {source.variable} or context {source.context})")


def test_all_problems_are_told_in_one_line() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.load({"ENVIRONMENT_SUFFIX": "No", "LOG_RETENTION_DAYS": "2"}, lambda _: None)
    message = str(caught.value)
    assert "\n" not in message
    assert [part.split(" ")[0] for part in message.removeprefix("invalid settings: ").split("; ")] == [
        "environment_suffix",
        "state_bucket",
        "log_retention_days",
    ]


def test_an_old_terraform_needs_a_table_that_locks() -> None:
    with pytest.raises(SettingsError, match=r"state_lock_table is '', must be given with a Terraform below 1\.10"):
        load(TERRAFORM_VERSION="1.9")


def readme() -> Path:
    """The file with the table of settings, which the layout may have put beside the package."""
    return next(folder / "README.md" for folder in (PROJECT, PROJECT / "lib") if (folder / "README.md").is_file())


def test_the_readme_lists_every_setting() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| `(\w+)` \| (\S+) \| (.+) \|$", readme().read_text("utf-8"), re.MULTILINE)
    assert rows == [
        (source.variable, source.context, f"`{source.default}`" if source.default else "none", source.meaning)
        for source in SOURCES.values()
    ]
