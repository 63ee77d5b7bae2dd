"""What the steps of a failover share: the two regions, clients with the rights of a recovery role, log lines.

The region in which a step runs is `own`: the one that is to become active, or is. The other one is `peer`. Whatever is
changed in a region is changed with that region's recovery role, which a step assumes at the token service of its own
region, so that nothing here depends on a region that may be down.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from typing import Any, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

CALLS = Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
"""A call that a region does not answer is given up after half a minute at most; the workflow has minutes, not hours."""

SESSION_SECONDS = 900
"""How long an assumed role lasts: the shortest that the token service grants, longer than any step."""

RENEW_BEFORE_SECONDS = 120
"""Credentials with less time left than this are not used any more: no step takes longer."""

Service = Literal["dynamodb", "rds", "ssm"]
"""What is changed with the recovery roles."""

AWS_ERRORS = (ClientError, BotoCoreError)
"""What a call raises when the service refuses it, and when the service cannot be reached."""


class PeerUnreachableError(Exception):
    """The other region does not answer, and what is asked for cannot be done without it."""


class LockHeldError(Exception):
    """Another run holds the lock."""


class LockLostError(Exception):
    """The run that asks does not hold the lock any more."""


class InvalidOperationError(ValueError):
    """The step does not know the operation that it is asked for."""


@dataclass(frozen=True)
class Site:
    """A region as the steps see it."""

    region: str
    lock_table: str
    recovery_role: str


def own_site() -> Site:
    """The region in which this step runs."""
    return Site(os.environ["AWS_REGION"], os.environ["OWN_LOCK_TABLE"], os.environ["OWN_RECOVERY_ROLE"])


def peer_site() -> Site:
    """The other region."""
    return Site(os.environ["PEER_REGION"], os.environ["PEER_LOCK_TABLE"], os.environ["PEER_RECOVERY_ROLE"])


_clients: dict[tuple[str, str], tuple[Any, float]] = {}


def client(service: Service, site: Site) -> Any:
    """A client of a service in a region, with the rights of that region's recovery role.

    Clients are kept with their connections until their credentials are about to end.

    Raises:
        ClientError, BotoCoreError: the role cannot be assumed.
    """
    kept, until = _clients.get((service, site.recovery_role), (None, 0.0))
    if kept is not None and time.time() < until:
        return kept
    tokens = boto3.client("sts", region_name=os.environ["AWS_REGION"], config=CALLS)
    credentials = tokens.assume_role(
        RoleArn=site.recovery_role, RoleSessionName="failover", DurationSeconds=SESSION_SECONDS
    )["Credentials"]
    made = boto3.client(
        service,
        region_name=site.region,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        config=CALLS,
    )
    _clients[service, site.recovery_role] = (made, credentials["Expiration"].timestamp() - RENEW_BEFORE_SECONDS)
    return made


def error_code(error: Exception) -> str:
    """The code of an AWS error, or the name of what went wrong on the way to the service."""
    if isinstance(error, ClientError):
        return str(error.response["Error"]["Code"])
    return type(error).__name__


def write(level: str, message: str, **fields: Any) -> None:
    """Write one line of JSON to the function's log."""
    print(json.dumps({"level": level, "message": message, **fields}, separators=(",", ":"), default=str), flush=True)
