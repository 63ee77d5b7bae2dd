"""What the service is told by its environment: where everything is, and how fast to go; never a secret."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATABASE_CA_FILE = Path(__file__).resolve().parent.parent / "rds-ca-bundle.pem"
"""The certificate authorities of Amazon RDS, which lie beside the package."""

_TEXTS = (
    "STREAM_NAME",
    "AWS_REGION",
    "DATABASE_HOST",
    "DATABASE_NAME",
    "DATABASE_SECRET_ID",
    "CACHE_HOST",
    "CACHE_NAME",
    "CACHE_USER",
)
_NUMBERS = {
    "DATABASE_PORT": ("", range(1, 65536)),
    "CACHE_PORT": ("", range(1, 65536)),
    "HEALTH_PORT": ("8080", range(1, 65536)),
    "BATCH_SIZE": ("500", range(1, 10001)),
    "POLL_SECONDS": ("1", range(1, 61)),
    "LEASE_SECONDS": ("30", range(10, 601)),
    "CACHE_TTL_SECONDS": ("604800", range(60, 31536001)),
}
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class ConfigurationError(ValueError):
    """Variables are missing or invalid; the message names every one of them in one line."""


@dataclass(frozen=True)
class Configuration:
    """The configuration of one task.

    Attributes:
        stream_name: stream of readings.
        region: AWS region of everything.
        database_host: endpoint of the writer.
        database_port: its port.
        database_name: database in the cluster.
        database_secret_id: name or ARN of the secret with `username` and `password`.
        database_ca_file: certificate authorities that the database's certificate is checked against.
        cache_host: endpoint of the cache's primary.
        cache_port: its port.
        cache_name: replication group, which the token for the cache names.
        cache_user: user in the cache.
        cache_ca_file: certificate authorities for the cache, or None for those of the system.
        cache_ttl_seconds: how long the latest reading of a silent device stays.
        health_port: port on this machine that tells whether the service is alive.
        batch_size: most records of one request to the stream and one transaction.
        poll_seconds: pause between requests for a shard where there is nothing to read.
        lease_seconds: how long a shard stays with a task that is not heard of.
        metric_namespace: namespace of the metrics.
        log_level: least level of what is logged.
    """

    stream_name: str
    region: str
    database_host: str
    database_port: int
    database_name: str
    database_secret_id: str
    database_ca_file: Path
    cache_host: str
    cache_port: int
    cache_name: str
    cache_user: str
    cache_ca_file: Path | None
    cache_ttl_seconds: int
    health_port: int
    batch_size: int
    poll_seconds: int
    lease_seconds: int
    metric_namespace: str
    log_level: int

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> Configuration:
        """Read and check the environment.

        Raises:
            ConfigurationError: variables are missing or invalid.
        """
        problems = [f"{name} is missing" for name in _TEXTS if not environ.get(name)]
        numbers = {}
        for name, (default, allowed) in _NUMBERS.items():
            text = environ.get(name) or default
            if text.isascii() and text.isdigit() and int(text) in allowed:
                numbers[name] = int(text)
            else:
                problems.append(f"{name} is {text!r}, must be a whole number from {allowed[0]} to {allowed[-1]}")
        level = environ.get("LOG_LEVEL") or "INFO"
        if level not in _LEVELS:
            problems.append(f"LOG_LEVEL is {level!r}, must be one of {', '.join(_LEVELS)}")
        if problems:
            raise ConfigurationError("invalid environment: " + "; ".join(problems))
        cache_ca_file = environ.get("CACHE_CA_FILE")
        return cls(
            stream_name=environ["STREAM_NAME"],
            region=environ["AWS_REGION"],
            database_host=environ["DATABASE_HOST"],
            database_port=numbers["DATABASE_PORT"],
            database_name=environ["DATABASE_NAME"],
            database_secret_id=environ["DATABASE_SECRET_ID"],
            database_ca_file=Path(environ.get("DATABASE_CA_FILE") or DATABASE_CA_FILE),
            cache_host=environ["CACHE_HOST"],
            cache_port=numbers["CACHE_PORT"],
            cache_name=environ["CACHE_NAME"],
            cache_user=environ["CACHE_USER"],
            cache_ca_file=Path(cache_ca_file) if cache_ca_file else None,
            cache_ttl_seconds=numbers["CACHE_TTL_SECONDS"],
            health_port=numbers["HEALTH_PORT"],
            batch_size=numbers["BATCH_SIZE"],
            poll_seconds=numbers["POLL_SECONDS"],
            lease_seconds=numbers["LEASE_SECONDS"],
            metric_namespace=environ.get("METRIC_NAMESPACE") or "IotPlatform",
            log_level=logging.getLevelNamesMapping()[level],
        )
