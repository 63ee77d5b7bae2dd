"""The changes of a failover that reach over to the other region: planned switchover, parameters, repair of them.

Whoever asks for a change of the parameters has to hold the lock; that is looked up once more right before they change.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from failover_common import (
    AWS_ERRORS,
    InvalidOperationError,
    LockLostError,
    Site,
    client,
    error_code,
    own_site,
    peer_site,
    write,
)

ALREADY_MOVING = ("InvalidGlobalClusterStateFault", "InvalidDBClusterStateFault")
"""How RDS answers when a switchover is under way. Whether it is ours, the next look at the database tells."""


def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Start a switchover, switch the parameters, plan that, or repair the other region's.

    Args:
        event: `operation` (switchover, parameters, plan or reconcile) and `owner`, the execution.

    Raises:
        LockLostError: the parameters are to be switched, and the lock is not this run's.
        InvalidOperationError: there is no such operation.
    """
    operations = {"switchover": switchover, "parameters": parameters, "plan": plan, "reconcile": reconcile}
    operation = operations.get(event["operation"])
    if operation is None:
        raise InvalidOperationError(f"no operation {event['operation']!r}")
    result = operation(event)
    write("INFO", f"change: {event['operation']}", result=result)
    return result


def switchover(_event: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the region of the present writer to hand over to this region's cluster, without loss of data."""
    try:
        client("rds", peer_site()).switchover_global_cluster(
            GlobalClusterIdentifier=os.environ["GLOBAL_CLUSTER"],
            TargetDbClusterIdentifier=os.environ["OWN_CLUSTER_ARN"],
        )
    except ClientError as error:
        if error_code(error) not in ALREADY_MOVING:
            raise
        return {"started": False, "reason": error_code(error)}
    return {"started": True, "reason": "accepted"}


def parameters(event: Mapping[str, Any]) -> dict[str, Any]:
    """Make both regions' parameters name this region.

    This region's come first. The other region may be down: its parameters are then left to `reconcile`.
    """
    own = own_site()
    if not _holds_lock(own, event["owner"]):
        raise LockLostError(f"{own.region}: {event['owner']} does not hold the lock")
    return {"own": _apply(own), "peer": _try(_apply, peer_site())}


def plan(_event: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what `parameters` would change, and change nothing."""
    return {"own": _try(_differences, own_site()), "peer": _try(_differences, peer_site())}


def reconcile(_event: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the other region's parameters up to date when it is back after a failover without it.

    Only the region that has the writer and that its own parameter calls active does so, and never during a run.
    """
    own = own_site()
    if _read(own, os.environ["ACTIVE_PARAMETER"]) != own.region:
        return {"reconciled": False, "reason": "this region is not active"}
    if _lock_owner(own):
        return {"reconciled": False, "reason": "a run is under way"}
    if not _has_writer(own):
        write("WARNING", "this region is called active and has no writer")
        return {"reconciled": False, "reason": "this region has no writer"}
    return {"reconciled": True, "own": _apply(own), "peer": _try(_apply, peer_site())}


def _wanted() -> dict[str, str]:
    """Parameters and the values that they have while this region is active; the one that names it comes last.

    Whoever reads the region and then the endpoints never meets the new region with old endpoints.
    """
    return {**json.loads(os.environ["ENDPOINT_PARAMETERS"]), os.environ["ACTIVE_PARAMETER"]: os.environ["AWS_REGION"]}


def _apply(site: Site) -> dict[str, Any]:
    """Write the parameters of a region that have another value; returns which these were."""
    changes = _differences(site)
    for name, change in changes.items():
        client("ssm", site).put_parameter(Name=name, Value=change["to"], Type="String", Overwrite=True)
    return changes


def _differences(site: Site) -> dict[str, Any]:
    """The parameters of a region that have another value than wanted, with both values."""
    found = {name: (_read(site, name), value) for name, value in _wanted().items()}
    return {name: {"from": old, "to": new} for name, (old, new) in found.items() if old != new}


def _read(site: Site, name: str) -> str:
    """The value of a parameter in a region."""
    return str(client("ssm", site).get_parameter(Name=name)["Parameter"]["Value"])


def _try(act: Any, site: Site) -> dict[str, Any]:
    """What an act on a region's parameters came to, be the region reachable or not."""
    try:
        return {"reached": True, "changes": act(site)}
    except AWS_ERRORS as error:
        write("WARNING", "the parameters of a region cannot be reached", region=site.region, error=error_code(error))
        return {"reached": False, "error": error_code(error)}


def _holds_lock(site: Site, owner: str) -> bool:
    """Whether a run holds the lock of a region."""
    return _lock_owner(site) == owner


def _lock_owner(site: Site) -> str:
    """Who holds the lock of a region now; empty when nobody does."""
    item = client("dynamodb", site).get_item(
        TableName=site.lock_table, Key={"lock_id": {"S": "failover"}}, ConsistentRead=True
    )
    found = item.get("Item", {})
    if "owner" not in found or int(found["expires_at"]["N"]) < int(time.time()):
        return ""
    return str(found["owner"]["S"])


def _has_writer(site: Site) -> bool:
    """Whether the writer of the global database is this region's cluster."""
    found = client("rds", site).describe_global_clusters(GlobalClusterIdentifier=os.environ["GLOBAL_CLUSTER"])
    members = found["GlobalClusters"][0]["GlobalClusterMembers"]
    return any(member["IsWriter"] and member["DBClusterArn"] == os.environ["OWN_CLUSTER_ARN"] for member in members)
