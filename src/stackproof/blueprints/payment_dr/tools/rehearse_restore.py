"""Rehearses the restore of the database to a point in time, 72 hours back, and measures it.

The restore makes a cluster beside the deployed one, waits until it is there, and deletes it. It stands in for
backtrack, which Aurora PostgreSQL does not have: docs/restore.md.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.outputs import OutputsError, read_outputs

HOURS = 72
"""How far back the rehearsal goes: as far as backtrack was asked for."""

PAUSE_SECONDS = 30
LONGEST_SECONDS = 4 * 3600
"""When the rehearsal gives up: a restore of a database of many terabytes takes hours."""


class RehearsalError(Exception):
    """The rehearsal failed; the message says why, in one line."""


@dataclass(frozen=True)
class Clock:
    """What tells the time and waits."""

    now: Callable[[], datetime]
    sleep: Callable[[float], None]


CLOCK = Clock(lambda: datetime.now(UTC), time.sleep)


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal found out."""

    cluster: str
    restored_to: datetime
    seconds: float


def rehearse(rds: Any, cluster: str, clock: Clock = CLOCK, hours: int = HOURS) -> Rehearsal:
    """Restore a cluster to a point in time beside itself, wait for it, and delete the restored one.

    A cluster that is younger than `hours` is restored to the earliest point that it has.

    Raises:
        RehearsalError: the restore failed or took too long; what was made is deleted all the same.
    """
    deployed = rds.describe_db_clusters(DBClusterIdentifier=cluster)["DBClusters"][0]
    started = clock.now()
    point = max(started - timedelta(hours=hours), deployed["EarliestRestorableTime"])
    copy = f"{cluster}-rehearsal"
    rds.restore_db_cluster_to_point_in_time(
        DBClusterIdentifier=copy,
        SourceDBClusterIdentifier=cluster,
        RestoreToTime=point,
        DBSubnetGroupName=deployed["DBSubnetGroup"],
        VpcSecurityGroupIds=[group["VpcSecurityGroupId"] for group in deployed["VpcSecurityGroups"]],
        KmsKeyId=deployed["KmsKeyId"],
        DeletionProtection=False,
        Tags=[{"Key": "Name", "Value": copy}, {"Key": "ManagedBy", "Value": "rehearsal"}],
    )
    try:
        _wait(rds, copy, started, clock)
        return Rehearsal(copy, point, (clock.now() - started).total_seconds())
    finally:
        rds.delete_db_cluster(DBClusterIdentifier=copy, SkipFinalSnapshot=True, DeleteAutomatedBackups=True)


def _wait(rds: Any, copy: str, started: datetime, clock: Clock) -> None:
    """Wait until a restored cluster is available."""
    while True:
        status = rds.describe_db_clusters(DBClusterIdentifier=copy)["DBClusters"][0]["Status"]
        if status == "available":
            return
        if status not in ("creating", "backing-up", "modifying", "migrating"):
            raise RehearsalError(f"{copy} is {status}")
        if (clock.now() - started).total_seconds() > LONGEST_SECONDS:
            raise RehearsalError(f"{copy} is still {status} after {LONGEST_SECONDS // 3600} hours")
        clock.sleep(PAUSE_SECONDS)


def main(arguments: Sequence[str], client: Callable[..., Any] = boto3.client, clock: Clock = CLOCK) -> int:
    """Run a rehearsal; returns the exit code: 0, or 1 after a message."""
    parser = argparse.ArgumentParser(prog="python -m tools.rehearse_restore", description=__doc__)
    parser.add_argument("--outputs", type=Path, default=Path("outputs.json"), help="outputs of the deployment")
    parser.add_argument("--side", choices=("primary", "secondary"), default="primary", help="region of the cluster")
    parser.add_argument("--hours", type=int, default=HOURS, help=f"how far back to go, {HOURS} by default")
    given = parser.parse_args(arguments)
    try:
        outputs = read_outputs(given.outputs)
        rds = client("rds", region_name=outputs[f"{given.side}_region"])
        done = rehearse(rds, outputs[f"{given.side}_cluster_id"], clock, given.hours)
    except KeyError as error:
        print(f"error: {given.outputs} has no output {error}", file=sys.stderr)
        return 1
    except (OutputsError, RehearsalError, BotoCoreError, ClientError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"{done.cluster} was restored to {done.restored_to:%Y-%m-%d %H:%M:%S %Z} in {done.seconds:.0f} seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
