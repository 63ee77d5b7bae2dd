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

from payment import lambda_handler
from payments_core import database, probes, service
from tests.unit.handlers.database_server import Proxy, Server
from tests.unit.handlers.database_server import server as started_server

SECRET = "secret-payment-database-unit"
TABLE = "table-payment-sessions-unit"
BUS = "bus-payment-critical-unit"
QUEUE = "queue-of-events"
API_KEYS = "parameter-payment-api-keys-unit"
ACTIVE_REGION = "parameter-payment-active-region-unit"
API_KEY = "key-one"
REGION = "us-east-1"
OTHER_REGION = "us-west-2"
ID = "0b0f4f1e-5d0c-4f39-8f0e-2f6f3f1f7a11"
OTHER = "11111111-2222-4333-8444-555555555555"
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

    monkeypatch.setattr("payments_core.retry.random.uniform", none)
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
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "DATABASE_WRITER_HOST": "127.0.0.1",
        "DATABASE_READER_HOST": "127.0.0.1",
        "DATABASE_PORT": str(proxy.port),
        "DATABASE_NAME": server.name,
        "DATABASE_SECRET_NAME": SECRET,
        "DATABASE_CA_FILE": str(proxy.authority),
        "SESSIONS_TABLE_NAME": TABLE,
        "EVENT_BUS_NAME": BUS,
        "API_KEY_PARAMETER": API_KEYS,
        "ACTIVE_REGION_PARAMETER": ACTIVE_REGION,
        "METRIC_NAMESPACE": "Payments/unit",
        "DAILY_LIMIT": "100.00",
        "SESSION_TTL_SECONDS": str(SESSION_SECONDS),
        "_X_AMZN_TRACE_ID": "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for cached in (service.service, probes.probes, database._trust):
        cached.cache_clear()
    yield variables
    for cached in (service.service, probes.probes, database._trust):
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
    """Clients of an AWS that has what the function needs; this region is the active one."""
    with mock_aws():
        boto3.DEFAULT_SESSION = session()
        client("secretsmanager").create_secret(
            Name=environment["DATABASE_SECRET_NAME"],
            SecretString=json.dumps({"username": server.user, "password": server.password}),
        )
        client("dynamodb").create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )
        client("ssm").put_parameter(Name=API_KEYS, Type="SecureString", Value=f"{API_KEY},key-two")
        client("ssm").put_parameter(Name=ACTIVE_REGION, Type="String", Value=REGION)
        _make_bus()
        yield client


def _make_bus() -> None:
    """The bus, and a queue that gets everything that is put on it."""
    events, queues = client("events"), client("sqs")
    events.create_event_bus(Name=BUS)
    events.put_rule(Name="all", EventBusName=BUS, EventPattern=json.dumps({"source": ["payments"]}))
    queues.create_queue(QueueName=QUEUE)
    arn = f"arn:aws:sqs:{REGION}:123456789012:{QUEUE}"
    events.put_targets(Rule="all", EventBusName=BUS, Targets=[{"Id": "queue", "Arn": arn}])


def sent_events(aws: Callable[[str], Any]) -> list[dict[str, Any]]:
    """The events that were put on the bus since the last time."""
    queues = aws("sqs")
    url = queues.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    found = []
    while messages := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.append(json.loads(message["Body"]))
            queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


class Answer(SimpleNamespace):
    """An answer of the API, its body read."""

    status: int
    headers: dict[str, str]
    body: Any


def call(method: str, path: str, *, key: str | None = API_KEY, stage: str = "$default", **more: Any) -> Answer:
    """The answer to a request; `more` is what else the event has."""
    headers = {"content-type": "application/json", **({} if key is None else {"x-api-key": key})}
    event = {
        "version": "2.0",
        "rawPath": path if stage == "$default" else f"/{stage}{path}",
        "headers": headers,
        "requestContext": {"http": {"method": method, "path": path}, "stage": stage},
        "isBase64Encoded": False,
        **more,
    }
    return answer_of(lambda_handler, event)


def answer_of(handler: Callable[[dict[str, Any], Any], dict[str, Any]], event: dict[str, Any]) -> Answer:
    """What a function answers to an event."""
    answer = handler(event, SimpleNamespace(aws_request_id="request-1"))
    assert set(answer) == {"statusCode", "headers", "body"}
    assert answer["headers"].pop("content-type") == "application/json"
    assert answer["headers"].pop("cache-control") == "no-store"
    return Answer(status=answer["statusCode"], headers=answer["headers"], body=json.loads(answer["body"]))


def make_passive(aws: Callable[[str], Any]) -> None:
    """Have the other region be the active one."""
    aws("ssm").put_parameter(Name=ACTIVE_REGION, Value=OTHER_REGION, Overwrite=True)


def pay(**changes: object) -> Answer:
    """The answer to a request to pay."""
    return call("POST", "/payments", body=json.dumps(content(**changes)))


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The log lines that were written since the last time."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def content(**changes: object) -> dict[str, object]:
    """A valid payment, changed; a change to None leaves a field out."""
    whole: dict[str, object] = {
        "payment_id": ID,
        "customer_id": "customer-1",
        "session_id": "session-1",
        "amount": "12.34",
        "currency": "EUR",
        "method_token": "tok_abcdefgh",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}
