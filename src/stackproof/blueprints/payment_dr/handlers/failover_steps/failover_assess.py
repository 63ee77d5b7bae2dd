"""The judgement of a failover: what is so, and what may be done about it. Nothing here changes anything.

Evidence about the other region comes from three places that fail for different reasons: probes of its health address
from this region, the observations of Route 53's checkers around the world, and what this region's control plane knows
about the global database. The other region counts as down when the probes fail and Route 53 does not contradict. One
that has more requests than it takes is overloaded and not down: to fail over from it would lose data for nothing.
"""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError, URLError

import boto3

from failover_common import AWS_ERRORS, CALLS, InvalidOperationError, error_code, write

PROBES = 3
PROBE_PAUSE_SECONDS = 2
PROBE_TIMEOUT_SECONDS = 3
"""Three probes: one lost packet is no disaster. With their pauses they take 13 seconds at most."""

OK = 200
TOO_MANY_REQUESTS = 429
"""How the API answers when its limit for health is reached, whoever reached it: it is there."""

HEALTHY_SHARE = 0.18
"""Route 53 calls an endpoint healthy when more than 18 % of its checkers do."""

LAG_WINDOW = timedelta(minutes=15)
"""The lag is looked for in the recovery time objective: older values say nothing about the data that is at stake."""

LAG_LIMIT_SECONDS = 60
"""A planned switchover waits for the replica while nobody can write; above a minute's lag it is to be put off."""


@dataclass(frozen=True)
class Database:
    """The global database as this region's control plane knows it."""

    status: str
    writer: str
    moving_to: str
    own_status: str


@dataclass(frozen=True)
class Peer:
    """What speaks for and against the other region being up."""

    verdict: str
    probes_passed: int
    observers: str


def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Judge the situation, look how far the promotion or the traffic is, or keep watch.

    Args:
        event: `operation` (assess, promotion, traffic or watch); `mode` and `force` for the first, `checks` for the
            next two.

    Raises:
        InvalidOperationError: there is no such operation.
    """
    operations = {"assess": assess, "promotion": promotion, "traffic": traffic, "watch": watch}
    operation = operations.get(event["operation"])
    if operation is None:
        raise InvalidOperationError(f"no operation {event['operation']!r}")
    result = operation(event)
    write("INFO", f"assessment: {event['operation']}", result=result)
    return result


def assess(event: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that is known, and the decision that follows."""
    database, peer, lag = _database(), _peer(), _lag_seconds()
    active = _active_region()
    decision, reason = decide(database, peer, lag, active, event["mode"], force=event["force"])
    return {
        "decision": decision,
        "reason": reason,
        "active_region": active,
        "database": asdict(database),
        "peer": asdict(peer),
        "replication_lag_seconds": lag,
    }


def decide(
    database: Database, peer: Peer, lag: float | None, active: str, mode: str, *, force: bool
) -> tuple[str, str]:
    """What is to be done, and why.

    `done`: this region is active. `switch`: it has the writer, only the parameters are missing. `wait`: it is being
    promoted. `promote`: it may be promoted. `refuse`: it may not, not even by force when that would break the database.
    """
    if database.moving_to == "peer":
        return "refuse", "the other region is being promoted"
    if database.moving_to == "own":
        return "wait", "this region is being promoted already"
    if database.writer == "own":
        if active == os.environ["AWS_REGION"]:
            return "done", "this region is active already"
        return "switch", "this region has the writer already, the parameters name another region"
    if database.own_status != "available":
        return "refuse", f"the cluster of this region is {database.own_status}, it cannot be promoted"
    if mode == "failover":
        return _decide_failover(peer, force=force)
    return _decide_switchover(database, peer, lag, force=force)


def _decide_failover(peer: Peer, *, force: bool) -> tuple[str, str]:
    """A failover may lose data: only when the other region is down, or when an operator says so."""
    if peer.verdict == "unhealthy":
        return "promote", "the other region is unhealthy"
    if force:
        return "promote", f"forced by the operator although the other region is {peer.verdict}"
    return "refuse", f"the other region is {peer.verdict}; a failover needs force, a switchover loses nothing"


def _decide_switchover(database: Database, peer: Peer, lag: float | None, *, force: bool) -> tuple[str, str]:
    """A switchover needs both regions; force only overrides the lag, for it costs time and no data."""
    if peer.verdict == "unhealthy":
        return "refuse", "the other region is unhealthy; a switchover needs both, a failover does not"
    if database.status != "available":
        return "refuse", f"the global database is {database.status}"
    if not force and (lag is None or lag > LAG_LIMIT_SECONDS):
        return (
            "refuse",
            f"the replication lag is {'unknown' if lag is None else f'{lag:g} s'}, over {LAG_LIMIT_SECONDS} s",
        )
    return "promote", "both regions are in order"


def promotion(event: Mapping[str, Any]) -> dict[str, Any]:
    """Whether this region's cluster has become the writer and can be used."""
    database = _database()
    done = database.writer == "own" and not database.moving_to and database.own_status == "available"
    return {"promoted": done, "checks": event["checks"] + 1, "database": asdict(database)}


def traffic(event: Mapping[str, Any]) -> dict[str, Any]:
    """Whether this region says that it is active and healthy, which is what Route 53 and the other services ask it."""
    answers = {name: _status(os.environ[name]) == OK for name in ("OWN_ACTIVE_URL", "OWN_HEALTH_URL")}
    return {"serving": all(answers.values()), "checks": event["checks"] + 1, "answers": answers}


def watch(_event: Mapping[str, Any]) -> dict[str, Any]:
    """Count whether the other region is active and down; the alarm on it starts the failover."""
    active = _active_region()
    peer = _peer() if active == os.environ["PEER_REGION"] else None
    down = int(peer is not None and peer.verdict == "unhealthy")
    metric = {
        "Namespace": os.environ["METRIC_NAMESPACE"],
        "Dimensions": [["Workflow"]],
        "Metrics": [{"Name": "ActivePeerUnhealthy", "Unit": "Count"}],
    }
    line = {
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [metric]},
        "Workflow": os.environ["WORKFLOW_NAME"],
        "ActivePeerUnhealthy": down,
    }
    print(json.dumps(line, separators=(",", ":")), flush=True)
    return {"active_region": active, "active_peer_unhealthy": down, "peer": asdict(peer) if peer else None}


def _database() -> Database:
    """The state of the global database and of this region's cluster in it."""
    rds = boto3.client("rds", config=CALLS)
    found = rds.describe_global_clusters(GlobalClusterIdentifier=os.environ["GLOBAL_CLUSTER"])["GlobalClusters"][0]
    clusters = rds.describe_db_clusters(DBClusterIdentifier=os.environ["OWN_CLUSTER_ARN"])["DBClusters"]
    writers = [member["DBClusterArn"] for member in found["GlobalClusterMembers"] if member["IsWriter"]]
    moving = found.get("FailoverState") or {}
    return Database(
        status=found["Status"],
        writer=_side(writers[0]) if writers else "",
        moving_to=_side(moving["ToDbClusterArn"]) if moving.get("ToDbClusterArn") else "",
        own_status=clusters[0]["Status"],
    )


def _side(cluster_arn: str) -> str:
    """Whose cluster this is."""
    return "own" if cluster_arn == os.environ["OWN_CLUSTER_ARN"] else "peer"


def _peer() -> Peer:
    """The evidence about the other region, and the verdict."""
    passed = 0
    for attempt in range(PROBES):
        if attempt:
            time.sleep(PROBE_PAUSE_SECONDS)
        passed += _status(os.environ["PEER_HEALTH_URL"]) in (OK, TOO_MANY_REQUESTS)
    observers = _observers()
    if passed * 2 > PROBES:
        verdict = "disputed" if observers == "unhealthy" else "healthy"
    else:
        verdict = "disputed" if observers == "healthy" else "unhealthy"
    return Peer(verdict, passed, observers)


def _observers() -> str:
    """What Route 53's checkers say; unknown when its control plane, which lives in one region, does not answer."""
    try:
        answer = boto3.client("route53", config=CALLS).get_health_check_status(
            HealthCheckId=os.environ["PEER_HEALTH_CHECK_ID"]
        )
    except AWS_ERRORS as error:
        return f"unknown: {error_code(error)}"
    reports = [observation["StatusReport"]["Status"] for observation in answer["HealthCheckObservations"]]
    if not reports:
        return "unknown: no observation"
    good = sum(report.startswith("Success") for report in reports)
    return "healthy" if good / len(reports) > HEALTHY_SHARE else "unhealthy"


def _status(url: str) -> int:
    """The status that an address answers with, 0 when there is no answer."""
    request = urllib.request.Request(url, headers={"User-Agent": "payment-failover", "Cache-Control": "no-store"})
    try:
        with urllib.request.urlopen(request, timeout=PROBE_TIMEOUT_SECONDS) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError):
        return 0


def _lag_seconds() -> float | None:
    """How far this region's replica was behind the writer, by the newest value; None when there is none.

    It is told and, in a failover, no condition: while the writer is down the metric says nothing to wait for. Aurora
    publishes it by the cluster, by the region that it comes from, or by both: the first with values counts.
    """
    own = {"Name": "DBClusterIdentifier", "Value": os.environ["OWN_CLUSTER"]}
    source = {"Name": "SourceRegion", "Value": os.environ["PEER_REGION"]}
    try:
        metrics = boto3.client("cloudwatch", config=CALLS)
        points = _lag_points(metrics, own) or _lag_points(metrics, own, source) or _lag_points(metrics, source)
    except AWS_ERRORS as error:
        write("WARNING", "the replication lag cannot be read", error=error_code(error))
        return None
    newest = max(points, key=lambda point: point["Timestamp"], default=None)
    return None if newest is None else float(newest["Maximum"]) / 1000


def _lag_points(metrics: Any, *dimensions: Mapping[str, str]) -> list[dict[str, Any]]:
    """The values of the lag under these dimensions, one a minute, in no order."""
    now = datetime.now(UTC)
    answer = metrics.get_metric_statistics(
        Namespace="AWS/RDS",
        MetricName="AuroraGlobalDBReplicationLag",
        Dimensions=list(dimensions),
        StartTime=now - LAG_WINDOW,
        EndTime=now,
        Period=60,
        Statistics=["Maximum"],
    )
    return list(answer["Datapoints"])


def _active_region() -> str:
    """The region that this region's parameter names as the active one."""
    answer = boto3.client("ssm", config=CALLS).get_parameter(Name=os.environ["ACTIVE_PARAMETER"])
    return str(answer["Parameter"]["Value"])
