"""The lock of a failover: one item in a table of each region, with an owner and an expiry.

Every run takes the lock of its own region and that of the other one. Two runs in two regions can therefore not both
promote: each would find the other's lock. The other region's lock may be missing only in a failover, whose reason is
that this region does not answer; a planned switchover without both locks is refused. A lock that its run never gave
back ends by itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from failover_common import (
    AWS_ERRORS,
    InvalidOperationError,
    LockHeldError,
    LockLostError,
    PeerUnreachableError,
    Site,
    client,
    error_code,
    own_site,
    peer_site,
    write,
)

LOCK_ID = "failover"
"""Key of the only item of the table."""

CONDITION_FAILED = "ConditionalCheckFailedException"

FREE_OR_MINE = "attribute_not_exists(#owner) OR #owner = :owner OR #expires < :now"
STILL_MINE = "#owner = :owner AND #expires >= :now"

NAMES = {"#owner": "owner", "#expires": "expires_at", "#acquired": "acquired_at", "#mode": "mode"}


@dataclass(frozen=True)
class Claim:
    """Who wants the lock, what for, and the times in seconds since the epoch."""

    owner: str
    mode: str
    now: int
    expires: int


def handle(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Take, renew, give back or look at the lock.

    Args:
        event: `operation` (acquire, renew, release or peek), `owner` (the execution) and `mode`.

    Returns:
        What became of the lock in each of the two regions.

    Raises:
        LockHeldError: another run holds it.
        LockLostError: it is to be renewed, and is not this run's any more.
        PeerUnreachableError: a switchover cannot take the other region's lock.
        InvalidOperationError: there is no such operation.
    """
    operations = {"acquire": acquire, "renew": renew, "release": release, "peek": peek}
    operation = operations.get(event["operation"])
    if operation is None:
        raise InvalidOperationError(f"no operation {event['operation']!r}")
    now = int(time.time())
    claim = Claim(event["owner"], event["mode"], now, now + int(os.environ["LOCK_SECONDS"]))
    result = operation(claim)
    write("INFO", f"lock: {event['operation']}", owner=claim.owner, mode=claim.mode, result=result)
    return result


def acquire(claim: Claim) -> dict[str, Any]:
    """Take the lock in both regions; after a failure none is kept."""
    own, peer = own_site(), peer_site()
    _put(own, claim, FREE_OR_MINE)
    try:
        reached = _put_peer(peer, claim)
    except (LockHeldError, PeerUnreachableError):
        _give_back(own, claim)
        raise
    return {"own": "locked", "peer": reached, "expires_at": _text(claim.expires)}


def renew(claim: Claim) -> dict[str, Any]:
    """Make sure, right before what cannot be undone, that the lock is this run's, and for long enough.

    A region that was down when the lock was taken may be back: its lock is taken now, if nobody else has it.
    """
    try:
        _put(own_site(), claim, STILL_MINE)
        reached = _put_peer(peer_site(), claim)
    except LockHeldError as error:
        raise LockLostError(str(error)) from error
    return {"own": "locked", "peer": reached, "expires_at": _text(claim.expires)}


def release(claim: Claim) -> dict[str, Any]:
    """Give the lock back in both regions. What cannot be given back ends by itself, so that this never fails."""
    return {"own": _give_back(own_site(), claim), "peer": _give_back(peer_site(), claim)}


def peek(claim: Claim) -> dict[str, Any]:
    """Tell whether the lock could be taken, and change nothing."""
    return {"own": _look(own_site(), claim), "peer": _look(peer_site(), claim)}


def _put(site: Site, claim: Claim, condition: str) -> None:
    """Write the lock of a region if its item fulfils the condition.

    Raises:
        LockHeldError: it does not.
    """
    try:
        client("dynamodb", site).update_item(
            TableName=site.lock_table,
            Key={"lock_id": {"S": LOCK_ID}},
            UpdateExpression="SET #owner = :owner, #expires = :expires, #acquired = :now, #mode = :mode",
            ConditionExpression=condition,
            ExpressionAttributeNames=NAMES,
            ExpressionAttributeValues={
                ":owner": {"S": claim.owner},
                ":now": {"N": str(claim.now)},
                ":expires": {"N": str(claim.expires)},
                ":mode": {"S": claim.mode},
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error_code(error) != CONDITION_FAILED:
            raise
        response: Mapping[str, Any] = error.response
        raise LockHeldError(f"{site.region}: {_holder(response.get('Item', {}))}") from error


def _put_peer(peer: Site, claim: Claim) -> str:
    """Write the lock of the other region; tells whether that worked, which a failover may do without.

    Raises:
        LockHeldError: another run holds it.
        PeerUnreachableError: the region does not answer, and this is no failover.
    """
    try:
        _put(peer, claim, FREE_OR_MINE)
    except AWS_ERRORS as error:
        if claim.mode != "failover":
            raise PeerUnreachableError(f"{peer.region}: {error_code(error)}") from error
        return f"unreachable: {error_code(error)}"
    return "locked"


def _give_back(site: Site, claim: Claim) -> str:
    """Remove the owner from the lock of a region, if it is this run."""
    try:
        client("dynamodb", site).update_item(
            TableName=site.lock_table,
            Key={"lock_id": {"S": LOCK_ID}},
            UpdateExpression="REMOVE #owner, #expires, #acquired, #mode",
            ConditionExpression="#owner = :owner",
            ExpressionAttributeNames=NAMES,
            ExpressionAttributeValues={":owner": {"S": claim.owner}},
        )
    except AWS_ERRORS as error:
        return "not held" if error_code(error) == CONDITION_FAILED else f"unreachable: {error_code(error)}"
    return "released"


def _look(site: Site, claim: Claim) -> str:
    """What the lock of a region says now."""
    try:
        item = client("dynamodb", site).get_item(
            TableName=site.lock_table, Key={"lock_id": {"S": LOCK_ID}}, ConsistentRead=True
        )
    except AWS_ERRORS as error:
        return f"unreachable: {error_code(error)}"
    found = item.get("Item", {})
    if "owner" not in found or int(found["expires_at"]["N"]) < claim.now:
        return "free"
    return _holder(found)


def _holder(item: Mapping[str, Any]) -> str:
    """Who holds a lock, and until when."""
    if "owner" not in item:
        return "nobody holds it any more"
    return f"held by {item['owner']['S']} until {_text(int(item['expires_at']['N']))}"


def _text(seconds: int) -> str:
    """A time as people read it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
