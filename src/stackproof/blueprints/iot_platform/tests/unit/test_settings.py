"""Settings: where they come from and what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from iot_platform.log_groups import retention
from iot_platform.settings import FARGATE_SIZES, LOG_RETENTION_DAYS, SOURCES, Settings, SettingsError
from tests.unit.conftest import PROJECT


def load(environ: Mapping[str, str] | None = None, context: Mapping[str, object] | None = None) -> Settings:
    """Load settings from the given environment and context alone."""
    return Settings.load(environ or {}, (context or {}).get)


def test_the_defaults_are_those_of_the_requirements() -> None:
    """Singapore, two shards, an existing secret, two weeks of logs, 30 days of backups, no trail."""
    settings = load()
    assert (settings.region, settings.stream_shards, settings.database_credentials) == ("ap-southeast-1", 2, "existing")
    assert (settings.log_retention_days, settings.database_log_retention_days) == (14, 14)
    assert (settings.backup_retention_days, settings.audit_trail, settings.audit_retention_days) == (30, False, 2192)
    assert (settings.processor_tasks_min, settings.processor_tasks_max) == (2, 4)
    assert not settings.generates_credentials


def test_the_environment_wins_over_the_context_and_the_context_over_the_default() -> None:
    """The order of the sources is environment, context, default."""
    settings = load({"ENVIRONMENT_SUFFIX": "variable"}, {"environmentSuffix": "context", "owner": "context-team"})
    assert (settings.environment_suffix, settings.owner, settings.cost_center) == ("variable", "context-team", "iot")


def test_an_empty_variable_counts_as_not_set() -> None:
    """CI systems set variables that have no value to the empty string."""
    assert load({"PULL_REQUEST": " "}).pull_request == "unknown"


def test_numbers_and_booleans_of_the_context_are_read() -> None:
    """JSON context may hold them."""
    settings = load(context={"backupRetentionDays": 35, "auditTrail": True})
    assert (settings.backup_retention_days, settings.audit_trail) == (35, True)


def test_production_alone_is_protected() -> None:
    """Everything but production is destroyable."""
    assert load({"ENVIRONMENT": "prod"}).protected
    assert not load({"ENVIRONMENT": "staging"}).protected


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("ENVIRONMENT_SUFFIX", "Upper", "1 to 25 lower-case letters"),
        ("ENVIRONMENT_SUFFIX", "a" * 26, "1 to 25 lower-case letters"),
        ("ENVIRONMENT_SUFFIX", "a-" * 12 + "ab", "1 to 25 lower-case letters"),
        ("ENVIRONMENT_SUFFIX", "a" + "-a" * 24, "1 to 25 lower-case letters"),
        ("ENVIRONMENT_SUFFIX", "a--b", "single inner hyphens"),
        ("ENVIRONMENT_SUFFIX", "-a", "single inner hyphens"),
        ("ENVIRONMENT_SUFFIX", "a-", "single inner hyphens"),
        ("ENVIRONMENT", "a;b", "a tag value"),
        ("REGION", "singapore", "a region code"),
        ("NETWORK_CIDR", "10.256.0.0/16", "10.N.0.0/16"),
        ("STREAM_SHARDS", "0", "from 1 to 200"),
        ("STREAM_RETENTION_HOURS", "23", "from 24 to 8760"),
        ("PROCESSOR_CPU", "300", "one of 256, 512, 1024, 2048, 4096"),
        ("DATABASE_VERSION", "16.1", "a version of 15"),
        ("DATABASE_CREDENTIALS", "none", "one of existing, generated"),
        ("DATABASE_CREDENTIALS_KEY_ARN", "key", "the ARN of a key or nothing"),
        ("BACKUP_RETENTION_DAYS", "36", "from 1 to 35"),
        ("LOG_RETENTION_DAYS", "15", "one of 1, 3, 5, 7, 14"),
        ("AUDIT_TRAIL", "yes", "one of false, true"),
        ("DATABASE_CAPACITY_THRESHOLD_PERCENT", "101", "from 1 to 100"),
        ("CACHE_EVICTIONS_THRESHOLD", "-1", "from 0 to 1000000"),
        ("ITERATOR_AGE_THRESHOLD_SECONDS", "٣", "from 1 to 86400"),
        ("ALARM_EMAIL", "nobody", "an e-mail address or nothing"),
    ],
)
def test_an_invalid_setting_is_refused_with_what_it_must_be(variable: str, value: str, said: str) -> None:
    """The message names the setting, its value and where to set it."""
    with pytest.raises(SettingsError, match=re.escape(said)) as caught:
        load({variable: value})
    assert f"set {variable} or context" in str(caught.value)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("suffix", ["a", "a" * 25, "a-" * 12 + "a", "pr12-345"])
def test_suffixes_of_up_to_25_characters_are_accepted(suffix: str) -> None:
    """Hyphens count as characters."""
    assert load({"ENVIRONMENT_SUFFIX": suffix}).environment_suffix == suffix


def test_every_problem_is_named_in_one_line() -> None:
    """Nobody has to start the synthesis twice."""
    with pytest.raises(SettingsError) as caught:
        load({"ENVIRONMENT_SUFFIX": "NO", "REGION": "x", "BACKUP_RETENTION_DAYS": "x"})
    message = str(caught.value)
    assert "\n" not in message
    assert all(name in message for name in ("environment_suffix", "region", "backup_retention_days"))


KEY = "arn:aws:kms:ap-southeast-1:111122223333:key/11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"PROCESSOR_MEMORY_MIB": "4096"}, "one of 512, 1024, 2048 where processor_cpu is 256"),
        ({"PROCESSOR_TASKS_MIN": "5"}, "must not be less than processor_tasks_min, 5"),
        ({"DATABASE_CREDENTIALS": "generated", "DATABASE_CREDENTIALS_KEY_ARN": KEY}, "not of a generated one"),
        ({"REGION": "eu-west-1", "DATABASE_CREDENTIALS_KEY_ARN": KEY}, "not in eu-west-1"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(environ: dict[str, str], said: str) -> None:
    """Each is valid alone."""
    with pytest.raises(SettingsError, match=re.escape(said)):
        load(environ)


@pytest.mark.parametrize(("cpu", "memory"), [(cpu, sizes[-1]) for cpu, sizes in FARGATE_SIZES.items()])
def test_the_sizes_of_fargate_are_accepted(cpu: int, memory: int) -> None:
    """The most memory for each number of CPU units."""
    settings = load({"PROCESSOR_CPU": str(cpu), "PROCESSOR_MEMORY_MIB": str(memory)})
    assert (settings.processor_cpu, settings.processor_memory_mib) == (cpu, memory)


@pytest.mark.parametrize("days", LOG_RETENTION_DAYS)
def test_every_retention_that_is_accepted_exists(days: int) -> None:
    """CloudWatch Logs knows it by a name."""
    assert retention(days).value


def test_the_readme_tells_of_every_setting() -> None:
    """Variable, context key and default, and what it means."""
    readme = PROJECT / "README.md"
    rows = [line for line in readme.read_text("utf-8").splitlines() if line.startswith("| `")]
    for source in SOURCES.values():
        (row,) = (one for one in rows if f"`{source.variable}`" in one)
        assert f"`{source.context}`" in row
        assert f"`{source.default}`" in row or (source.default == "" and "none" in row), row
        assert source.meaning.endswith(".")
