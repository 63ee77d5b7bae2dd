"""Settings come from the environment, the context or a default, and are refused together."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tests.unit.synthesis import CERTIFICATE, STATE
from transaction_dr.settings import SOURCES, Settings, SettingsError


def load(context: dict[str, object] | None = None, **environ: str) -> Settings:
    """The settings of these variables and this context, with a bucket for the state."""
    return Settings.load({**STATE, **environ}, (context or {}).get)


def refused(**environ: str) -> str:
    """The message that refuses these settings."""
    with pytest.raises(SettingsError) as caught:
        load(None, **environ)
    return str(caught.value)


def test_every_setting_has_a_source_and_a_meaning() -> None:
    assert list(SOURCES) == [field.name for field in fields(Settings)]
    assert len({source.variable for source in SOURCES.values()}) == len(SOURCES)
    assert len({source.context for source in SOURCES.values()}) == len(SOURCES)
    assert all(source.meaning for source in SOURCES.values())


def test_defaults_are_enough_but_for_the_state() -> None:
    settings = load()
    assert (settings.primary.region, settings.recovery.region) == ("us-east-1", "us-east-2")
    assert (settings.primary.cidr, settings.recovery.cidr) == ("10.0.0.0/16", "10.1.0.0/16")
    assert (settings.egress, settings.routing, settings.log_retention_days) == ("endpoints", "failover", 7)
    assert (settings.protected, settings.write_only) == (False, True)
    with pytest.raises(SettingsError, match=r"state_bucket is '', must be the name of a bucket"):
        Settings.load({}, lambda _: None)


def test_the_environment_wins_over_the_context_and_an_empty_variable_is_none() -> None:
    context: dict[str, object] = {"owner": "context", "recoveryWeight": 7}
    assert load(context, OWNER="environment").owner == "environment"
    assert load(context, OWNER=" ").owner == "context"
    assert load(context).recovery_weight == 7
    assert load().owner == "platform-team"


@pytest.mark.parametrize(
    ("variable", "value", "wanted"),
    [
        ("ENVIRONMENT_SUFFIX", "seventeen-letters", "1 to 16 lower-case letters"),
        ("ENVIRONMENT_SUFFIX", "a-b-c-d-e-f-g-h-1", "1 to 16 lower-case letters"),
        ("ENVIRONMENT_SUFFIX", "a-", "1 to 16 lower-case letters"),
        ("ENVIRONMENT_SUFFIX", "a--b", "1 to 16 lower-case letters"),
        ("ENVIRONMENT_SUFFIX", "Dev", "1 to 16 lower-case letters"),
        ("OWNER", "a&b", "a tag value"),
        ("PRIMARY_REGION", "virginia", "a region code"),
        ("PRIMARY_CIDR", "10.0.0.0/8", "a private network"),
        ("PRIMARY_CIDR", "8.8.0.0/16", "a private network"),
        ("PRIMARY_CIDR", "10.0.0.1/16", "a private network"),
        ("EGRESS", "proxy", "one of endpoints, nat"),
        ("ROUTING", "latency", "one of failover, weighted"),
        ("RECOVERY_WEIGHT", "101", "a whole number from 0 to 100"),
        ("RECOVERY_WEIGHT", "٣", "a whole number from 0 to 100"),
        ("LOG_RETENTION_DAYS", "8", "one of 7, 14"),
        ("BACKUP_RETENTION_DAYS", "6", "a whole number of days from 7 to 35"),
        ("DATABASE_MIN_ACU", "0.3", "0.5 to 256 in steps of 0.5"),
        ("DATABASE_MIN_ACU", "0", "0.5 to 256 in steps of 0.5"),
        ("DATABASE_MAX_ACU", "257", "0.5 to 256 in steps of 0.5"),
        ("ENGINE_VERSION", "16.1", "a version of Aurora PostgreSQL 15"),
        ("DOMAIN_NAME", "localhost", "a domain name"),
        ("ALARM_EMAIL", "nobody", "an e-mail address or nothing"),
        ("TERRAFORM_VERSION", "latest", "a version such as 1.11"),
        ("TERRAFORM_VERSION", "1.9", "1.10 or newer, which can lock the state in its bucket"),
        ("QUEUE_CONCURRENCY", "1", "a whole number from 2 to 1000"),
        ("QUEUE_CONCURRENCY", "1001", "a whole number from 2 to 1000"),
        ("MESSAGE_AGE_THRESHOLD_SECONDS", "59", "a whole number from 60 to 86400"),
        ("PRIMARY_CERTIFICATE_ARN", "arn:aws:iam::1:server-certificate/x", "the ARN of a certificate of ACM"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_can(variable: str, value: str, wanted: str) -> None:
    message = refused(**{variable: value})
    assert f"must be {wanted}" in message
    assert f"(set {variable} or context " in message


@pytest.mark.parametrize("suffix", ["a", "sixteen-letters1", "a-b-c-d-e-f-g-hi", "1234567890123456"])
def test_a_suffix_may_have_sixteen_letters_hyphens_and_all(suffix: str) -> None:
    assert load(ENVIRONMENT_SUFFIX=suffix).environment_suffix == suffix


def test_all_problems_are_in_one_line() -> None:
    message = refused(ENVIRONMENT_SUFFIX="No", LOG_RETENTION_DAYS="2")
    assert message.startswith("invalid settings: environment_suffix is 'No'")
    assert "; log_retention_days is '2'" in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("environ", "setting"),
    [
        ({"RECOVERY_REGION": "us-east-1"}, "recovery_region"),
        ({"RECOVERY_CIDR": "10.0.0.0/16"}, "recovery_cidr"),
        ({"DATABASE_MIN_ACU": "8"}, "max_capacity"),
        ({"PRIMARY_CERTIFICATE_ARN": CERTIFICATE.format("us-east-1")}, "recovery_certificate"),
        ({"RECOVERY_CERTIFICATE_ARN": CERTIFICATE.format("us-east-2")}, "recovery_certificate"),
        (
            {
                "PRIMARY_CERTIFICATE_ARN": CERTIFICATE.format("us-east-2"),
                "RECOVERY_CERTIFICATE_ARN": CERTIFICATE.format("us-east-2"),
            },
            "primary_certificate",
        ),
        ({"TERRAFORM_VERSION": "1.10"}, "database_secret_name"),
    ],
)
def test_what_does_not_go_together_is_refused(environ: dict[str, str], setting: str) -> None:
    assert refused(**environ).startswith(f"invalid settings: {setting} is ")


def test_an_old_terraform_goes_with_a_secret_that_exists() -> None:
    settings = load(TERRAFORM_VERSION="1.10", DATABASE_SECRET_NAME="database")
    assert settings.write_only is False
    assert load(TERRAFORM_VERSION="1.11").write_only is True
