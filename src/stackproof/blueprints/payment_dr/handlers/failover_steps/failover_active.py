"""`GET /active`: whether this region is the active one. Route 53 asks it, and by the answer directs the traffic.

The parameter of this region is what the workflow switches. A region that was down during a failover may come back with
an old parameter; therefore a region whose cluster is not the writer is not active, whatever its parameter says. When
the control plane of the database does not answer, the parameter decides alone: a fault there must not stop payments.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from typing import Any

import boto3

from failover_common import AWS_ERRORS, CALLS, error_code, write

_kept: dict[str, tuple[str, float]] = {}


def handle(_event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer 200 when this region is active, else 503."""
    named = _cached("parameter", _named_region)
    writer = _cached("writer", _writer)
    active = named == os.environ["AWS_REGION"] and writer in ("own", "")
    return {
        "statusCode": 200 if active else 503,
        "headers": {"content-type": "application/json", "cache-control": "no-store"},
        "body": json.dumps({"region": os.environ["AWS_REGION"], "active": active}),
    }


def _cached(name: str, ask: Any) -> str:
    """An answer that is not older than the cache allows; the last one that there was when there is no new one."""
    value, asked = _kept.get(name, ("", 0.0))
    if time.time() - asked < float(os.environ["CACHE_SECONDS"]):
        return value
    try:
        value = ask()
    except AWS_ERRORS as error:
        write("WARNING", f"{name} cannot be read", error=error_code(error))
    _kept[name] = (value, time.time())
    return value


def _named_region() -> str:
    """The region that the parameter names."""
    answer = boto3.client("ssm", config=CALLS).get_parameter(Name=os.environ["ACTIVE_PARAMETER"])
    return str(answer["Parameter"]["Value"])


def _writer() -> str:
    """Whose cluster is the writer: own, or another one's."""
    found = boto3.client("rds", config=CALLS).describe_global_clusters(
        GlobalClusterIdentifier=os.environ["GLOBAL_CLUSTER"]
    )["GlobalClusters"][0]
    writers = [member["DBClusterArn"] for member in found["GlobalClusterMembers"] if member["IsWriter"]]
    return "own" if writers == [os.environ["OWN_CLUSTER_ARN"]] else "other"
