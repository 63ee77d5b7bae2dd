"""A world with two regions for the functions of the failover: tables, parameters and roles by moto, the rest by hand.

A region can be down: then none of its services answers. The global database is a fake, because moto knows no failover.
"""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError, URLError

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

import failover_active
import failover_assess
import failover_change
import failover_common
import failover_lock

EAST, WEST = "us-east-1", "us-west-2"
LABELS = {EAST: "primary", WEST: "secondary"}
PEERS = {EAST: WEST, WEST: EAST}
ACTIVE = "parameter-payment-active-region-dev"
DATABASE = "parameter-payment-active-database-endpoint-dev"
TABLE = "table-payment-{}-failover-lock-dev"
HANDLERS = {
    "lock": failover_lock.handle,
    "assess": failover_assess.handle,
    "change": failover_change.handle,
    "active": failover_active.handle,
}


def refusal(code: str, operation: str = "Operation") -> ClientError:
    """An error that a service answers with."""
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)


def action(operation: str) -> str:
    """The name of an operation in policies."""
    return "".join(word.capitalize() for word in operation.split("_")).replace("DescribeDb", "DescribeDB")


def cluster_arn(region: str) -> str:
    """The cluster of a region."""
    return f"arn:aws:rds:{region}:123456789012:cluster:cluster-payment-{LABELS[region]}-dev"


class GlobalDatabase:
    """The global database: who writes, who is being promoted, and how many looks that takes."""

    def __init__(self) -> None:
        """Start with the primary as the writer."""
        self.writer: str | None = EAST
        self.status = "available"
        self.moving_to: str | None = None
        self.looks_left = 0
        self.takes = 2
        self.own_status = {EAST: "available", WEST: "available"}
        self.requests: list[tuple[str, str, dict[str, Any]]] = []

    def look(self) -> dict[str, Any]:
        """What a description says; promotion goes on from look to look."""
        if self.moving_to is not None:
            self.looks_left -= 1
            if self.looks_left < 0:
                self.writer, self.moving_to = self.moving_to, None
        moving = {"Status": "failing-over", "ToDbClusterArn": cluster_arn(self.moving_to)} if self.moving_to else {}
        return {
            "GlobalClusters": [
                {
                    "GlobalClusterIdentifier": "globaldb",
                    "Status": self.status,
                    "FailoverState": moving,
                    "GlobalClusterMembers": [
                        {"DBClusterArn": cluster_arn(region), "IsWriter": region == self.writer} for region in LABELS
                    ],
                }
            ]
        }

    def start(self, operation: str, region: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Begin a promotion, asked for in a region."""
        self.requests.append((operation, region, arguments))
        assert arguments["GlobalClusterIdentifier"] == "globaldb"
        if self.moving_to is not None:
            raise refusal("InvalidGlobalClusterStateFault")
        (self.moving_to,) = [one for one in LABELS if cluster_arn(one) == arguments["TargetDbClusterIdentifier"]]
        self.looks_left = self.takes
        return {"GlobalCluster": {}}

    def client(self, region: str) -> Any:
        """The RDS client of a region."""

        def describe_global_clusters(**arguments: Any) -> dict[str, Any]:
            """Describe the global database."""
            assert arguments == {"GlobalClusterIdentifier": "globaldb"}
            return self.look()

        def describe_db_clusters(**arguments: Any) -> dict[str, Any]:
            """Describe the cluster of the region."""
            assert arguments == {"DBClusterIdentifier": cluster_arn(region)}
            return {"DBClusters": [{"Status": self.own_status[region]}]}

        return SimpleNamespace(
            describe_global_clusters=describe_global_clusters,
            describe_db_clusters=describe_db_clusters,
            switchover_global_cluster=lambda **arguments: self.start("switchover", region, arguments),
        )


class Cloud:
    """Tables and parameters of both regions by moto, and clients of them, which take long to make."""

    def __init__(self) -> None:
        """Keep no client yet."""
        self._make: Any = boto3.client
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:
        """A client of a service in a region."""
        if (service, region) not in self._clients:
            self._clients[service, region] = self._make(service, region_name=region)
        return self._clients[service, region]

    def build(self) -> None:
        """Make tables and parameters, with which every test begins."""
        for region, label in LABELS.items():
            self.client("dynamodb", region).create_table(
                TableName=TABLE.format(label),
                KeySchema=[{"AttributeName": "lock_id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "lock_id", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )

    def reset(self) -> None:
        """Nobody holds the lock, and the primary is active."""
        for region, label in LABELS.items():
            self.client("dynamodb", region).delete_item(
                TableName=TABLE.format(label), Key={"lock_id": {"S": "failover"}}
            )
            for name, value in ((ACTIVE, EAST), (DATABASE, "primary.example")):
                self.put_parameter(region, name, value)

    def put_parameter(self, region: str, name: str, value: str) -> None:
        """Write a parameter of a region."""
        self.client("ssm", region).put_parameter(Name=name, Value=value, Type="String", Overwrite=True)


class World:
    """Both regions; everything that the functions reach goes through it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, cloud: Cloud) -> None:
        """Put itself between the functions and AWS."""
        self.patch = monkeypatch
        self.cloud = cloud
        self.down: set[str] = set()
        self.refuses: dict[tuple[str, str], str] = {}
        """(service, region) -> error code that it refuses everything with."""
        self.database = GlobalDatabase()
        self.reports: list[str] = ["Success: HTTP Status Code 200, OK"] * 16
        self.lag: list[tuple[int, float]] = [(1, 250.0)]
        """Minutes ago, and the lag in milliseconds then."""
        self.lag_dimensions: tuple[str, ...] = ("DBClusterIdentifier",)
        """What the lag is published by."""
        self.health = {EAST: 200, WEST: 200}
        self.calls: list[tuple[str, str, str]] = []
        self.asked: list[tuple[str, dict[str, Any]]] = []
        """Arguments of the calls that are answered here and not by moto."""
        self.slept: list[float] = []
        self.current = ""
        self.used: dict[str, set[str]] = {}
        """Who acts (a step, or the recovery role) -> the actions that it took."""
        self.sent: list[tuple[str, str, dict[str, Any]]] = []
        """Region, operation and arguments of every call."""
        cloud.reset()
        monkeypatch.setattr(boto3, "client", self.client)
        monkeypatch.setattr(urllib.request, "urlopen", self.open)
        monkeypatch.setattr(time, "sleep", self.slept.append)
        failover_common._clients.clear()
        failover_active._kept.clear()

    def environment(self, region: str) -> dict[str, str]:
        """The variables that the functions of a region have."""
        label, peer = LABELS[region], PEERS[region]
        return {
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "PEER_REGION": peer,
            "OWN_LOCK_TABLE": TABLE.format(label),
            "PEER_LOCK_TABLE": TABLE.format(LABELS[peer]),
            "OWN_RECOVERY_ROLE": f"arn:aws:iam::123456789012:role/role-payment-{label}-recovery-dev",
            "PEER_RECOVERY_ROLE": f"arn:aws:iam::123456789012:role/role-payment-{LABELS[peer]}-recovery-dev",
            "LOCK_SECONDS": "1800",
            "GLOBAL_CLUSTER": "globaldb",
            "OWN_CLUSTER": f"cluster-payment-{label}-dev",
            "OWN_CLUSTER_ARN": cluster_arn(region),
            "OWN_ACTIVE_URL": f"https://{region}/active",
            "OWN_HEALTH_URL": f"https://{region}/health",
            "PEER_HEALTH_URL": f"https://{peer}/health",
            "PEER_HEALTH_CHECK_ID": f"check-{peer}",
            "ACTIVE_PARAMETER": ACTIVE,
            "ENDPOINT_PARAMETERS": json.dumps({DATABASE: f"{label}.example"}),
            "METRIC_NAMESPACE": "metrics-payment-failover-dev",
            "WORKFLOW_NAME": f"workflow-payment-{label}-failover-dev",
            "CACHE_SECONDS": "0",
        }

    @contextmanager
    def within(self, region: str) -> Iterator[None]:
        """Be in a region."""
        before = dict(os.environ)
        os.environ.update(self.environment(region))
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def step(self, region: str, step: str, **event: Any) -> Any:
        """Run a function of a region, as Lambda would; clients and answers kept in memory are a region's own."""
        failover_active._kept.clear()
        self.current = step
        with self.within(region):
            return HANDLERS[step](event, None)

    def client(self, service: str, region_name: str | None = None, **arguments: Any) -> Any:
        """What functions get as a client."""
        region = region_name or os.environ["AWS_REGION"]
        assert arguments["config"] is failover_common.CALLS
        if service == "rds":
            made = self.database.client(region)
        elif service == "route53":
            made = SimpleNamespace(get_health_check_status=self._observations)
        elif service == "cloudwatch":
            made = SimpleNamespace(get_metric_statistics=self._lag)
        else:
            made = self.cloud.client(service, region)
        who = "recovery" if "aws_session_token" in arguments else self.current
        return _Watched(self, who, service, "us-east-1" if service == "route53" else region, made)

    def _observations(self, **arguments: Any) -> dict[str, Any]:
        """What the checkers report."""
        self.asked.append(("route53", arguments))
        return {"HealthCheckObservations": [{"StatusReport": {"Status": report}} for report in self.reports]}

    def _lag(self, **arguments: Any) -> dict[str, Any]:
        """What the lag was."""
        self.asked.append(("cloudwatch", arguments))
        if tuple(one["Name"] for one in arguments["Dimensions"]) != self.lag_dimensions:
            return {"Datapoints": []}
        points = [{"Timestamp": arguments["EndTime"] - timedelta(minutes=age), "Maximum": lag} for age, lag in self.lag]
        return {"Datapoints": points}

    def open(self, request: urllib.request.Request, timeout: float) -> Any:
        """What an address answers."""
        assert timeout == 3
        assert request.headers == {"User-agent": "payment-failover", "Cache-control": "no-store"}
        _, region, path = request.full_url.replace("https://", "/").split("/")
        self.calls.append(("http", path, region))
        if region in self.down:
            raise URLError("no route to host")
        status = self.health[region]
        if path == "active":
            here = os.environ["AWS_REGION"]
            assert here == region
            status = failover_active.handle({}, None)["statusCode"]
        if status >= 400:
            raise HTTPError(request.full_url, status, "no", {}, None)  # type: ignore[arg-type]
        return _Answer(status)

    def parameters(self, region: str) -> dict[str, str]:
        """The switched parameters of a region."""
        ssm = self.cloud.client("ssm", region)
        return {name: ssm.get_parameter(Name=name)["Parameter"]["Value"] for name in (ACTIVE, DATABASE)}

    def lock(self, region: str) -> dict[str, Any]:
        """The lock of a region as it lies in the table."""
        found = self.cloud.client("dynamodb", region).get_item(
            TableName=TABLE.format(LABELS[region]), Key={"lock_id": {"S": "failover"}}
        )
        item: dict[str, Any] = found.get("Item", {})
        return {name: next(iter(value.values())) for name, value in item.items()}

    def hold(self, region: str, owner: str, expires: int) -> None:
        """Let somebody hold the lock of a region."""
        item: Mapping[str, Any] = {
            "lock_id": {"S": "failover"},
            "owner": {"S": owner},
            "expires_at": {"N": str(expires)},
            "mode": {"S": "failover"},
        }
        self.cloud.client("dynamodb", region).put_item(TableName=TABLE.format(LABELS[region]), Item=item)

    def now(self) -> int:
        """The time in seconds."""
        return int(datetime.now(UTC).timestamp())


class _Answer:
    """An answer over HTTP."""

    def __init__(self, status: int) -> None:
        """Keep what it works with."""
        self.status = status

    def __enter__(self) -> _Answer:
        """Be used in a block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the block."""
        return


class _Watched:
    """A client whose calls are noted, and refused when its region is down."""

    def __init__(self, world: World, who: str, service: str, region: str, made: Any) -> None:
        """Keep what it works with."""
        self._world = world
        self._who = who
        self._service = service
        self._region = region
        self._made = made

    def __getattr__(self, operation: str) -> Any:
        """Any operation of the service."""

        def call(**arguments: Any) -> Any:
            """Note the call, refuse it or pass it on."""
            world = self._world
            world.calls.append((self._service, operation, self._region))
            world.sent.append((self._region, operation, arguments))
            world.used.setdefault(self._who, set()).add(f"{self._service}:{action(operation)}")
            if self._region in world.down:
                raise EndpointConnectionError(endpoint_url=f"https://{self._service}.{self._region}")
            if (self._service, self._region) in world.refuses:
                raise refusal(world.refuses[self._service, self._region], operation)
            return getattr(self._made, operation)(**arguments)

        return call
