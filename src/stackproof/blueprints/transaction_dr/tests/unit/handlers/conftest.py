"""What the tests of the function share: a real PostgreSQL behind TLS, and AWS as moto has it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.unit.handlers.database_server import Proxy, Server
from tests.unit.handlers.database_server import server as started_server
from transactions_core import database, service

SECRET = "secret-transactions-database-unit"
TABLE = "table-transactions-sessions-unit"
BUCKET = "bucket-transactions-unit"
ID = "0b0f4f1e-5d0c-4f39-8f0e-2f6f3f1f7a11"
SESSION_SECONDS = 3600


@pytest.fixture(scope="session")
def started() -> Iterator[Server]:
    """The one server of this session."""
    with started_server() as made:
        yield made


@pytest.fixture(scope="session")
def listening(started: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """The one proxy of this session."""
    made = Proxy(started.socket_path, tmp_path_factory.mktemp("tls"))
    yield made
    made.close()


@pytest.fixture
def server(started: Server) -> Iterator[Server]:
    """The server with an empty database."""
    yield started
    started.reset()


@pytest.fixture
def proxy(listening: Proxy) -> Iterator[Proxy]:
    """The proxy, working."""
    listening.break_connections()
    listening.reset()
    yield listening
    listening.break_connections()


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """The bounds of the waits between attempts, none of which takes any time."""
    bounds: list[tuple[float, float]] = []

    def none(low: float, high: float) -> float:
        bounds.append((low, high))
        return 0.0

    monkeypatch.setattr("transactions_core.retry.random.uniform", none)
    return bounds


@pytest.fixture(autouse=True)
def elsewhere() -> Iterator[None]:
    """The clock on the wall is not that of UTC."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Kathmandu")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def environment(server: Server, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The function's environment, and a process that has just started."""
    variables = {
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "DATABASE_WRITER_HOST": "127.0.0.1",
        "DATABASE_READER_HOST": "127.0.0.1",
        "DATABASE_PORT": str(proxy.port),
        "DATABASE_NAME": server.name,
        "DATABASE_SECRET_NAME": SECRET,
        "DATABASE_CA_FILE": str(proxy.authority),
        "SESSIONS_TABLE_NAME": TABLE,
        "DOCUMENTS_BUCKET_NAME": BUCKET,
        "METRIC_NAMESPACE": "Transactions/unit",
        "SESSION_TTL_SECONDS": str(SESSION_SECONDS),
        "_X_AMZN_TRACE_ID": "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for cached in (service.service, database._trust):
        cached.cache_clear()
    yield variables
    for cached in (service.service, database._trust):
        cached.cache_clear()


@cache
def session() -> boto3.Session:
    """The one session of boto3, since each reads the models of the services anew."""
    return boto3.Session("testing", "testing", region_name="us-east-1")


@cache
def client(name: str) -> Any:
    """The one client of a service: to make it takes longer than a test."""
    create: Callable[..., Any] = session().client
    return create(name)


@pytest.fixture
def aws(environment: dict[str, str], server: Server) -> Iterator[Callable[[str], Any]]:
    """Clients of an AWS that has what the function needs."""
    with mock_aws():
        boto3.DEFAULT_SESSION = session()
        client("s3").create_bucket(Bucket=BUCKET)
        client("secretsmanager").create_secret(
            Name=environment["DATABASE_SECRET_NAME"],
            SecretString=json.dumps({"username": server.user, "password": server.password}),
        )
        client("dynamodb").create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "session_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "session_id", "AttributeType": "S"}],
        )
        yield client


class Context(SimpleNamespace):
    """What Lambda tells a function about its invocation."""

    aws_request_id = "request-1"
    remaining = 60_000

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the invocation is ended."""
        return self.remaining


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The log lines that were written since the last time."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def content(**changes: object) -> dict[str, object]:
    """A valid transaction, changed; a change to None leaves a field out."""
    whole: dict[str, object] = {
        "transaction_id": ID,
        "account_id": "account-1",
        "kind": "credit",
        "amount": "12.34",
        "currency": "EUR",
        "session_id": "session-1",
        "occurred_at": "2026-01-02T03:04:05+01:00",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def message(message_id: str = "m1", **changes: object) -> dict[str, str]:
    """A message of the queue with a transaction."""
    return {"messageId": message_id, "body": json.dumps(content(**changes))}
