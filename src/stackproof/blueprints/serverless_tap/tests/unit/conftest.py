"""What the tests look at: the resources that the program registers, and AWS as moto plays it for the handlers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pulumi
import pytest
from moto import mock_aws
from pulumi.runtime import mocks, rpc

from serverless_tap.naming import Names
from serverless_tap.outputs import outputs_of
from serverless_tap.root import ServerlessTap
from serverless_tap.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
SUFFIX = "unit"
ACCOUNT = "111122223333"
BUCKET, TABLE, QUEUE = "bucket-tap-data-unit", "table-tap-metadata-unit", "queue-tap-dead-letters-unit"

# The handlers' clients are made when their modules are imported.
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_DEFAULT_REGION="us-east-1",
    ENVIRONMENT="unit",
    DATA_BUCKET=BUCKET,
    METADATA_TABLE=TABLE,
    DEAD_LETTER_QUEUE_URL=f"https://sqs.us-east-1.amazonaws.com/123456789012/{QUEUE}",
    MAX_CONNECTIONS="10",
    CALL_ATTEMPTS="2",
    READ_TIMEOUT_SECONDS="3",
)


# Made once: a client takes longer to make than any test here.
S3: Any = boto3.client("s3")
SQS: Any = boto3.client("sqs")
DYNAMODB: Any = boto3.client("dynamodb")
METADATA: Any = boto3.resource("dynamodb").Table(TABLE)


@dataclass(frozen=True)
class Registration:
    """A resource as the program registered it."""

    type: str
    name: str
    urn: str
    inputs: dict[str, Any]
    parent: str
    dependencies: frozenset[str]
    protected: bool
    provider: str


@dataclass
class Deployment:
    """Everything that the program registered with some settings, and what it put out."""

    settings: Settings
    names: Names
    resources: list[Registration] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> list[Registration]:
        """All resources of a type, by the end of its token."""
        return [one for one in self.resources if one.type.endswith(f":{kind}")]

    def one(self, kind: str, name: str) -> Registration:
        """The resource of a type and logical name."""
        (found,) = [one for one in self.of(kind) if one.name == name]
        return found


class _Monitor(mocks.MockMonitor):
    """Records registrations with their options, which Pulumi's mocks leave out."""

    def __init__(self, deployment: Deployment) -> None:
        """Take what to record into."""
        super().__init__(_Answers())  # type: ignore[no-untyped-call, unused-ignore]
        self._deployment = deployment

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the protocol
        """Record one resource."""
        deserialize: Any = rpc.deserialize_properties
        answer: Any = super().RegisterResource(request)  # type: ignore[no-untyped-call, unused-ignore]
        self._deployment.resources.append(
            Registration(
                type=request.type,
                name=request.name,
                urn=answer.urn,
                inputs=deserialize(request.object),
                parent=request.parent,
                dependencies=frozenset(request.dependencies),
                protected=request.protect,
                provider=request.provider,
            )
        )
        return answer


class _Answers(mocks.Mocks):
    """What AWS would answer."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """The id and state of a new resource: what was given, and what AWS adds."""
        name = args.inputs.get("name") or args.inputs.get("bucket") or args.name
        service = args.typ.split(":")[1].split("/")[0]
        added = {
            "arn": f"arn:aws:{service}:us-east-1:{ACCOUNT}:{name}",
            "url": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/{name}",
            "invokeUrl": "https://abc.execute-api.us-east-1.amazonaws.com/",
            "invokeArn": f"arn:aws:apigateway:us-east-1:lambda:path/functions/{name}/invocations",
            "executionArn": f"arn:aws:execute-api:us-east-1:{ACCOUNT}:abc",
            "keyId": "1234abcd",
        }
        return f"{args.name}-id", {**added, **args.inputs}

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        """The account and the partition."""
        answers = {
            "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": ACCOUNT},
            "aws:index/getPartition:getPartition": {"partition": "aws"},
        }
        return answers[args.token]


def settings_with(**environ: str) -> Settings:
    """The default settings with the unit suffix, changed by environment variables."""
    return Settings.load({"ENVIRONMENT_SUFFIX": SUFFIX, **environ}, lambda _: None)


def record(settings: Settings) -> Deployment:
    """Get ready to record what a program registers from now on."""
    deployment = Deployment(settings, Names(settings.environment_suffix))
    mocks.set_mocks(  # type: ignore[no-untyped-call, unused-ignore]
        _Answers(), project="serverless-tap", stack=deployment.names.stack, preview=False, monitor=_Monitor(deployment)
    )
    return deployment


def synthesise(settings: Settings) -> Deployment:
    """Everything that the root component registers."""
    deployment = record(settings)

    def program() -> pulumi.Output[None]:
        tap = ServerlessTap("tap", settings)
        return pulumi.Output.all(**outputs_of(tap)).apply(deployment.outputs.update)

    run: Any = mocks.test(program)  # type: ignore[no-untyped-call, unused-ignore]
    run()
    return deployment


@pytest.fixture(scope="session")
def default() -> Deployment:
    """The default settings."""
    return synthesise(settings_with())


@pytest.fixture(scope="session")
def production() -> Deployment:
    """Production, where data is protected and somebody gets the alarms."""
    return synthesise(settings_with(ENVIRONMENT="prod", ALARM_EMAIL="oncall@example.com"))


@pytest.fixture(scope="session", params=["default", "production"])
def any_configuration(request: pytest.FixtureRequest) -> Deployment:
    """Each configuration in turn."""
    deployment = request.getfixturevalue(request.param)
    assert isinstance(deployment, Deployment)
    return deployment


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account with the bucket, the table and the queue of a deployment."""
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-abc;Parent=def;Sampled=1")
    with mock_aws():
        S3.create_bucket(Bucket=BUCKET)
        S3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        DYNAMODB.create_table(
            TableName=TABLE,
            KeySchema=[
                {"AttributeName": "id", "KeyType": "HASH"},
                {"AttributeName": "timestamp", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "id", "AttributeType": "S"},
                {"AttributeName": "timestamp", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        SQS.create_queue(QueueName=QUEUE)
        yield
