"""What the service takes from its environment."""

from __future__ import annotations

import logging
from dataclasses import asdict
from pathlib import Path

import pytest

from processor.configuration import DATABASE_CA_FILE, Configuration, ConfigurationError

NEEDED = {
    "STREAM_NAME": "stream-iot-readings-unit",
    "AWS_REGION": "ap-southeast-1",
    "DATABASE_HOST": "database.example",
    "DATABASE_PORT": "5432",
    "DATABASE_NAME": "readings",
    "DATABASE_SECRET_ID": "iot-db-credentials-unit",
    "CACHE_HOST": "cache.example",
    "CACHE_PORT": "6379",
    "CACHE_NAME": "cache-iot-unit",
    "CACHE_USER": "user-iot-unit",
}
OPTIONAL = {
    "DATABASE_CA_FILE": "/ca/database.pem",
    "CACHE_CA_FILE": "/ca/cache.pem",
    "CACHE_TTL_SECONDS": "60",
    "HEALTH_PORT": "9000",
    "BATCH_SIZE": "10000",
    "POLL_SECONDS": "60",
    "LEASE_SECONDS": "600",
    "METRIC_NAMESPACE": "IotPlatform/unit",
    "LOG_LEVEL": "DEBUG",
}


def test_what_is_needed_is_enough() -> None:
    """What is needed is enough."""
    assert asdict(Configuration.load(NEEDED)) == {
        "stream_name": "stream-iot-readings-unit",
        "region": "ap-southeast-1",
        "database_host": "database.example",
        "database_port": 5432,
        "database_name": "readings",
        "database_secret_id": "iot-db-credentials-unit",
        "database_ca_file": DATABASE_CA_FILE,
        "cache_host": "cache.example",
        "cache_port": 6379,
        "cache_name": "cache-iot-unit",
        "cache_user": "user-iot-unit",
        "cache_ca_file": None,
        "cache_ttl_seconds": 604800,
        "health_port": 8080,
        "batch_size": 500,
        "poll_seconds": 1,
        "lease_seconds": 30,
        "metric_namespace": "IotPlatform",
        "log_level": logging.INFO,
    }


def test_the_rest_can_be_set() -> None:
    """The rest can be set."""
    found = Configuration.load(NEEDED | OPTIONAL)
    assert found.database_ca_file == Path("/ca/database.pem")
    assert found.cache_ca_file == Path("/ca/cache.pem")
    assert (found.cache_ttl_seconds, found.health_port, found.batch_size) == (60, 9000, 10000)
    assert (found.poll_seconds, found.lease_seconds) == (60, 600)
    assert (found.metric_namespace, found.log_level) == ("IotPlatform/unit", logging.DEBUG)


def test_an_empty_variable_counts_as_not_set() -> None:
    """An empty variable counts as not set."""
    assert Configuration.load(NEEDED | dict.fromkeys(OPTIONAL, "")) == Configuration.load(NEEDED)


def test_the_bundle_of_amazon_lies_beside_the_package() -> None:
    """The bundle of amazon lies beside the package."""
    assert "Amazon RDS ap-southeast-1" in DATABASE_CA_FILE.read_text("utf-8")


def test_everything_that_is_missing_is_named_in_one_line() -> None:
    """Everything that is missing is named in one line."""
    with pytest.raises(ConfigurationError) as refused:
        Configuration.load({})
    assert str(refused.value) == (
        "invalid environment: STREAM_NAME is missing; AWS_REGION is missing; DATABASE_HOST is missing; "
        "DATABASE_NAME is missing; DATABASE_SECRET_ID is missing; CACHE_HOST is missing; CACHE_NAME is missing; "
        "CACHE_USER is missing; DATABASE_PORT is '', must be a whole number from 1 to 65535; "
        "CACHE_PORT is '', must be a whole number from 1 to 65535"
    )


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("DATABASE_PORT", 1, 65535),
        ("CACHE_PORT", 1, 65535),
        ("HEALTH_PORT", 1, 65535),
        ("BATCH_SIZE", 1, 10000),
        ("POLL_SECONDS", 1, 60),
        ("LEASE_SECONDS", 10, 600),
        ("CACHE_TTL_SECONDS", 60, 31536000),
    ],
)
def test_numbers_have_limits(name: str, least: int, most: int) -> None:
    """Numbers have limits."""
    for allowed in (least, most):
        Configuration.load(NEEDED | {name: str(allowed)})
    for refused in (str(least - 1), str(most + 1), "-1", "1.5", "ten", "٣"):
        with pytest.raises(ConfigurationError) as error:
            Configuration.load(NEEDED | {name: refused})
        assert str(error.value) == (
            f"invalid environment: {name} is {refused!r}, must be a whole number from {least} to {most}"
        )


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_levels_of_logs(level: str) -> None:
    """Levels of logs."""
    assert Configuration.load(NEEDED | {"LOG_LEVEL": level}).log_level == getattr(logging, level)


def test_other_levels_are_refused() -> None:
    """Other levels are refused."""
    with pytest.raises(ConfigurationError) as refused:
        Configuration.load(NEEDED | {"LOG_LEVEL": "info"})
    assert str(refused.value) == (
        "invalid environment: LOG_LEVEL is 'info', must be one of DEBUG, INFO, WARNING, ERROR"
    )
