"""What the tests of the service share: real servers, AWS as moto has it, readings, and a clock moved by hand."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache as once
from typing import Any
from uuid import UUID

import boto3
import psycopg
import pytest
import redis
from moto import mock_aws

from processor.configuration import Configuration
from processor.database import Database
from processor.readings import Reading
from tests.unit.services.servers import DatabaseServer, Proxy, cache_server, database_server

SECRET = "iot-db-credentials-unit"
STREAM = "stream-iot-readings-unit"
NOW = datetime.now(UTC).replace(microsecond=0)

ACCESS = ("on", "~*", "resetchannels", "-@all", "+@read", "+@write", "+@connection", "+@scripting", "-@dangerous")
"""What the stack lets the service do in the cache."""


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture(scope="session")
def started_database() -> Iterator[DatabaseServer]:
    """The one PostgreSQL of this session."""
    with database_server() as made:
        yield made


@pytest.fixture(scope="session")
def database_proxy(started_database: DatabaseServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """TLS before PostgreSQL."""
    made = Proxy(started_database.socket_path, tmp_path_factory.mktemp("database"), asks_first=True)
    yield made
    made.close()


@pytest.fixture(scope="session")
def cache_socket() -> Iterator[str]:
    """The one Redis of this session."""
    with cache_server() as path:
        yield path


@pytest.fixture(scope="session")
def started_cache_proxy(cache_socket: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """TLS before Redis."""
    made = Proxy(cache_socket, tmp_path_factory.mktemp("cache"), asks_first=False)
    yield made
    made.close()


@pytest.fixture
def server(started_database: DatabaseServer) -> DatabaseServer:
    """PostgreSQL with empty tables, or none."""
    started_database.reset()
    return started_database


@pytest.fixture
def proxy(database_proxy: Proxy) -> Proxy:
    """TLS before PostgreSQL, working."""
    database_proxy.reset()
    return database_proxy


@pytest.fixture
def cache_proxy(started_cache_proxy: Proxy) -> Proxy:
    """TLS before Redis, working."""
    started_cache_proxy.reset()
    return started_cache_proxy


@pytest.fixture
def cache(cache_socket: str) -> Iterator[redis.Redis]:
    """Redis, empty, as the tests see it."""
    with redis.Redis(unix_socket_path=cache_socket, decode_responses=True) as client:
        client.flushall()
        yield client
        for user in client.acl_users():
            if user != "default":
                client.acl_deluser(user)


@pytest.fixture
def environment(proxy: Proxy, cache_proxy: Proxy) -> dict[str, str]:
    """What a task's environment says."""
    return {
        "AWS_REGION": "ap-southeast-1",
        "STREAM_NAME": STREAM,
        "DATABASE_HOST": "127.0.0.1",
        "DATABASE_PORT": str(proxy.port),
        "DATABASE_NAME": "postgres",
        "DATABASE_SECRET_ID": SECRET,
        "DATABASE_CA_FILE": str(proxy.authority),
        "CACHE_HOST": "127.0.0.1",
        "CACHE_PORT": str(cache_proxy.port),
        "CACHE_NAME": "cache-iot-unit",
        "CACHE_USER": "user-iot-unit",
        "CACHE_CA_FILE": str(cache_proxy.authority),
    }


@pytest.fixture
def configuration(environment: dict[str, str]) -> Configuration:
    """The configuration of a task."""
    return Configuration.load(environment)


class Secrets:
    """Stands for Secrets Manager's client."""

    def __init__(self, **secret: str) -> None:
        """Hold a secret."""
        self.text = json.dumps(secret)
        self.asked: list[str] = []
        self.error: Exception | None = None

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803
        """Give the secret."""
        self.asked.append(SecretId)
        if self.error is not None:
            raise self.error
        return {"SecretString": self.text}


@pytest.fixture
def secrets(server: DatabaseServer) -> Secrets:
    """The secret with the database's user and password."""
    return Secrets(username=server.user, password=server.password, engine="postgres")


class LocalDatabase(Database):
    """A database without TLS, by a socket: what is tested is not how it connects."""

    def __init__(self, configuration: Configuration, secrets: Secrets, server: DatabaseServer) -> None:
        """Take the server."""
        super().__init__(configuration, secrets)
        self._server = server

    def _conninfo(self, credentials: dict[str, str]) -> str:
        """Connect by the socket."""
        return f"{self._server.address(self._server.user)} password={credentials['password']}"


@pytest.fixture
def database(configuration: Configuration, secrets: Secrets, server: DatabaseServer) -> Iterator[Database]:
    """A database that is up to date and empty."""
    made = LocalDatabase(configuration, secrets, server)
    with made.transaction():
        pass
    yield made
    made.close()


@pytest.fixture
def another_database(configuration: Configuration, secrets: Secrets, server: DatabaseServer) -> Iterator[Database]:
    """The same database, as another task has it."""
    made = LocalDatabase(configuration, secrets, server)
    yield made
    made.close()


@pytest.fixture
def connection(server: DatabaseServer) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the service's user."""
    with psycopg.connect(f"{server.address(server.user)} password={server.password}", autocommit=True) as made:
        yield made


@pytest.fixture(scope="session")
def client() -> Callable[[str], Any]:
    """Makes a client of each service once: that takes longer than a test."""
    session = boto3.Session("testing", "testing", region_name="ap-southeast-1")
    create: Callable[..., Any] = session.client
    return once(create)


@pytest.fixture
def kinesis(client: Callable[[str], Any]) -> Iterator[Any]:
    """A stream of two shards."""
    with mock_aws():
        made = client("kinesis")
        made.create_stream(StreamName=STREAM, ShardCount=2)
        yield made


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is logged."""
    caplog.set_level(logging.DEBUG, "processor")
    return caplog


def reading(number: int = 1, **changes: Any) -> Reading:
    """A reading; those of different numbers are different ones of one device, each a second after the other."""
    fields: dict[str, Any] = {
        "reading_id": UUID(int=number),
        "device_id": "pump-7",
        "measured_at": NOW - timedelta(hours=1) + timedelta(seconds=number),
        "metric": "temperature",
        "value": 20.5 + number,
        "unit": "Cel",
    }
    return Reading(**{**fields, **changes})


def record_of(one: Reading) -> bytes:
    """The data of the record in which a reading comes."""
    return json.dumps(
        {
            "reading_id": str(one.reading_id),
            "device_id": one.device_id,
            "measured_at": one.measured_at.isoformat(),
            "metric": one.metric,
            "value": one.value,
            "unit": one.unit,
        }
    ).encode()
