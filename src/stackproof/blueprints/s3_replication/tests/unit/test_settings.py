"""Settings: where they come from and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from s3_replication.log_groups import retention
from s3_replication.settings import LOG_RETENTION_DAYS, Settings, SettingsError


def load(environ: Mapping[str, str] | None = None, context: Mapping[str, object] | None = None) -> Settings:
    """Load settings from the given environment and context alone."""
    return Settings.load(environ or {}, (context or {}).get)


def test_the_defaults_replicate_within_us_east_1() -> None:
    """Without any setting both buckets live in us-east-1."""
    settings = load()
    assert (settings.primary_region, settings.replica_region, settings.cross_region) == (
        "us-east-1",
        "us-east-1",
        False,
    )
    assert (settings.latency_threshold_seconds, settings.log_retention_days, settings.glacier_after_days) == (
        900,
        7,
        90,
    )


def test_the_environment_wins_over_the_context_and_the_context_over_the_default() -> None:
    """The order of the sources is environment, context, default."""
    context = {"environmentSuffix": "context", "owner": "context-team"}
    settings = load({"ENVIRONMENT_SUFFIX": "variable"}, context)
    assert (settings.environment_suffix, settings.owner, settings.cost_center) == (
        "variable",
        "context-team",
        "documents",
    )


def test_an_empty_variable_counts_as_not_set() -> None:
    """CI systems set variables that have no value to the empty string."""
    assert load({"PULL_REQUEST": ""}).pull_request == "unknown"


def test_a_number_in_the_context_is_read() -> None:
    """JSON context may hold numbers."""
    assert load(context={"glacierAfterDays": 30}).glacier_after_days == 30


def test_production_alone_is_protected() -> None:
    """Everything but production is destroyable."""
    assert load({"ENVIRONMENT": "prod"}).protected
    assert not load({"ENVIRONMENT": "staging"}).protected


@pytest.mark.parametrize("suffix", ["a", "a" * 25, "-".join("a" * 13)])
def test_a_suffix_has_25_characters_at_most_hyphens_included(suffix: str) -> None:
    """Names of functions may have 64, and the longest of them has 35 before the suffix."""
    assert load({"ENVIRONMENT_SUFFIX": suffix}).environment_suffix == suffix


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ENVIRONMENT_SUFFIX", "Upper"),
        ("ENVIRONMENT_SUFFIX", "double--hyphen"),
        ("ENVIRONMENT_SUFFIX", "ends-"),
        ("ENVIRONMENT_SUFFIX", "a" * 26),
        ("ENVIRONMENT_SUFFIX", "-".join("a" * 13) + "a"),
        ("PRIMARY_REGION", "virginia"),
        ("REPLICA_REGION", "us-east-1a"),
        ("OWNER", "a<b>"),
        ("COST_CENTER", "x" * 257),
        ("LATENCY_THRESHOLD_SECONDS", "fast"),
        ("LATENCY_THRESHOLD_SECONDS", "59"),
        ("FAILED_OPERATIONS_THRESHOLD", "-1"),
        ("LOG_RETENTION_DAYS", "8"),
        ("LOG_RETENTION_DAYS", "\u0667"),
        ("GLACIER_AFTER_DAYS", "0"),
        ("ALARM_EMAIL", "nobody"),
    ],
)
def test_an_invalid_value_is_refused_with_the_way_to_set_it(variable: str, value: str) -> None:
    """The message names the value and the variable."""
    with pytest.raises(SettingsError) as caught:
        load({variable: value})
    assert repr(value) in str(caught.value)
    assert f"set {variable} " in str(caught.value)


def test_all_problems_are_told_at_once_in_one_line() -> None:
    """Nobody wants to mend settings one error at a time."""
    with pytest.raises(SettingsError) as caught:
        load({"ENVIRONMENT_SUFFIX": "A", "LOG_RETENTION_DAYS": "2"})
    message = str(caught.value)
    assert "environment_suffix" in message
    assert "log_retention_days is '2', must be one of 1, 3, 5" in message
    assert "\n" not in message


def test_every_allowed_retention_is_one_of_cloudwatch() -> None:
    """Each number of days that the settings accept has its counterpart."""
    assert len({retention(days) for days in LOG_RETENTION_DAYS}) == len(LOG_RETENTION_DAYS)
