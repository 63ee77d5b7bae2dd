"""Settings: where they come from and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from serverless_tap.settings import RUNTIMES, SOURCES, Settings, SettingsError


def load(
    environ: Mapping[str, str] | None = None, context: Mapping[str, object] | None = None, today: date | None = None
) -> Settings:
    """Load settings from the given environment and configuration alone."""
    return Settings.load(environ or {}, (context or {}).get, today)


def test_the_defaults_are_those_of_the_requirements() -> None:
    """Without any setting."""
    settings = load()
    assert (settings.region, settings.runtime) == ("us-east-1", "python3.13")
    assert (settings.reserved_concurrency, settings.max_connections) == (5, 10)
    assert (settings.log_retention_days, settings.noncurrent_version_days) == (7, 30)
    assert (settings.error_threshold, settings.throttle_threshold, settings.dead_letter_threshold) == (0, 0, 0)
    assert settings.duration_threshold_percent == 80
    assert (settings.burst_limit, settings.rate_limit) == (5, 10)


def test_every_setting_has_a_source_with_a_meaning_of_one_sentence() -> None:
    """And names of its own."""
    assert SOURCES.keys() == Settings.__dataclass_fields__.keys()
    assert len({source.variable for source in SOURCES.values()}) == len(SOURCES)
    assert len({source.context for source in SOURCES.values()}) == len(SOURCES)
    assert [source for source in SOURCES.values() if not source.meaning.endswith(".")] == []


def test_the_environment_wins_over_the_configuration_and_that_over_the_default() -> None:
    """The order of the sources is environment, configuration, default."""
    settings = load({"ENVIRONMENT_SUFFIX": "variable"}, {"environmentSuffix": "configured", "owner": "other-team"})
    assert (settings.environment_suffix, settings.owner, settings.cost_center) == ("variable", "other-team", "tap")


def test_an_empty_variable_counts_as_not_set() -> None:
    """CI systems set variables that have no value to the empty string."""
    assert load({"PULL_REQUEST": ""}).pull_request == "unknown"


def test_production_alone_is_protected_and_keeps_logs_longer() -> None:
    """Everything but production is destroyable."""
    production, staging = load({"ENVIRONMENT": "prod"}), load({"ENVIRONMENT": "staging"})
    assert (production.protected, production.log_retention_days) == (True, 30)
    assert (staging.protected, staging.log_retention_days) == (False, 7)
    assert load({"ENVIRONMENT": "prod", "LOG_RETENTION_DAYS": "90"}).log_retention_days == 90


def test_no_more_requests_come_at_once_than_there_are_executions() -> None:
    """What the API lets through beyond them, Lambda refuses."""
    assert load({"RESERVED_CONCURRENCY": "7"}).burst_limit == 7
    assert load({"RESERVED_CONCURRENCY": "900", "API_BURST_LIMIT": "900"}).burst_limit == 900
    assert load({"API_BURST_LIMIT": "1"}).burst_limit == 1
    with pytest.raises(SettingsError, match=r"burst_limit is '8', must be a whole number from 1 to 7 \(set API_BURST"):
        load({"RESERVED_CONCURRENCY": "7", "API_BURST_LIMIT": "8"})


def test_executions_that_are_no_number_are_told_once() -> None:
    """The burst that goes with them is not wrong because of that."""
    for burst in ("", "900"):
        with pytest.raises(SettingsError) as caught:
            load({"RESERVED_CONCURRENCY": "x", "API_BURST_LIMIT": burst})
        assert "reserved_concurrency is 'x', must be a whole number from 1 to 900" in str(caught.value)
        assert "burst_limit" not in str(caught.value)


@pytest.mark.parametrize("suffix", ["a", "a" * 25, "-".join("a" * 13)])
def test_a_suffix_has_25_characters_at_most_hyphens_included(suffix: str) -> None:
    """Names of functions and roles may have 64."""
    assert load({"ENVIRONMENT_SUFFIX": suffix}).environment_suffix == suffix


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ENVIRONMENT_SUFFIX", "Upper"),
        ("ENVIRONMENT_SUFFIX", "double--hyphen"),
        ("ENVIRONMENT_SUFFIX", "ends-"),
        ("ENVIRONMENT_SUFFIX", "a" * 26),
        ("ENVIRONMENT_SUFFIX", "-".join("a" * 13) + "a"),
        ("AWS_REGION", "virginia"),
        ("OWNER", "a<b>"),
        ("COST_CENTER", "x" * 257),
        ("LAMBDA_RUNTIME", "nodejs18.x"),
        ("RESERVED_CONCURRENCY", "0"),
        ("API_BURST_LIMIT", "6"),
        ("API_BURST_LIMIT", "0"),
        ("MAX_CONNECTIONS", "101"),
        ("LOG_RETENTION_DAYS", "8"),
        ("LOG_RETENTION_DAYS", "\u0667"),
        ("ERROR_THRESHOLD", "-1"),
        ("DURATION_THRESHOLD_PERCENT", "0"),
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
        load({"ENVIRONMENT_SUFFIX": "A", "LOG_RETENTION_DAYS": "2", "MAX_CONNECTIONS": "x"})
    message = str(caught.value)
    assert "environment_suffix" in message
    assert "log_retention_days is '2', must be one of 1, 3, 5" in message
    assert "max_connections is 'x', must be a whole number from 1 to 100" in message
    assert "\n" not in message


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_runtime_that_aws_no_longer_supports_is_refused_from_that_day_on(runtime: str) -> None:
    """The day before is fine."""
    assert load({"LAMBDA_RUNTIME": runtime}, today=RUNTIMES[runtime] - timedelta(days=1)).runtime == runtime
    with pytest.raises(SettingsError, match="runtime that AWS supports on"):
        load({"LAMBDA_RUNTIME": runtime}, today=RUNTIMES[runtime])


def test_when_no_runtime_is_known_to_be_supported_the_message_says_so() -> None:
    """The table of runtimes has to be looked after."""
    with pytest.raises(SettingsError, match="none is known"):
        load(today=date(2100, 1, 1))
