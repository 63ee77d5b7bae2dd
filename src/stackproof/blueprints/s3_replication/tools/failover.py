"""Command line of the failover procedure: `python -m tools.failover --outputs outputs.json COMMAND`."""

from __future__ import annotations

import argparse
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tools.backfill import Backfill
from tools.deployment import Deployment, ToolError
from tools.switch import Switch

ClientFactory = Callable[[str, str], Any]
"""Makes a client of a service in a region."""

JOB_TIMEOUT_SECONDS = 24 * 3600.0
"""A day: jobs over hundreds of millions of objects take hours."""


def main(arguments: Sequence[str], client: ClientFactory, say: Callable[[str], None] = print) -> int:
    """Run one command; returns the exit code: 0, or 1 after a message about why it could not be done."""
    options = _parser().parse_args(arguments)
    try:
        say(options.run(Deployment.read(options.outputs), options, client))
    except (ToolError, BotoCoreError, ClientError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def boto3_client(service: str, region: str) -> Any:
    """A boto3 client that gives up soon, since it is used when a region may be down."""
    import boto3
    from botocore.config import Config

    config = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 3, "mode": "standard"})
    # Without its optional stubs boto3 is untyped, with them it wants the name of the service as a literal.
    make: Callable[..., Any] = boto3.client
    return make(service, region_name=region, config=config)


def _parser() -> argparse.ArgumentParser:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="failover", description="Switch the document store over and back.")
    parser.add_argument("--outputs", type=Path, required=True, help="file that cdk deploy --outputs-file wrote")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, summary in (
        ("status", _status, "tell which bucket writers use"),
        ("switch-over", _switch_over, "let writers use the replica"),
        ("enable-return", _enable_return, "let changes on the replica flow back to the primary"),
        ("switch-back", _switch_back, "let writers use the primary again"),
    ):
        commands.add_parser(name, help=summary).set_defaults(run=run)
    backfill = commands.add_parser("backfill", help="replicate objects that are older than the rule or failed")
    backfill.add_argument("source", choices=["primary", "replica"], help="bucket to replicate from")
    backfill.set_defaults(run=_backfill)
    return parser


def _switch(deployment: Deployment, client: ClientFactory) -> Switch:
    """The switch of a deployment."""
    region = deployment.replica.region
    return Switch(deployment, client("s3", region), client("ssm", region))


def _status(deployment: Deployment, _: argparse.Namespace, client: ClientFactory) -> str:
    """Tell where the switch stands."""
    status = _switch(deployment, client).status()
    since = f" since {status.since.isoformat()}" if status.since else ""
    returning = "flow" if status.returning else "do not flow"
    return f"writers use {status.active_bucket}{since}; changes on the replica {returning} back to the primary"


def _switch_over(deployment: Deployment, _: argparse.Namespace, client: ClientFactory) -> str:
    """Let writers use the replica."""
    problem = _switch(deployment, client).switch_over()
    moved = f"writers use {deployment.replica.bucket}"
    if problem is None:
        return f"{moved}; changes flow back to {deployment.primary.bucket}"
    return (
        f"{moved}; changes do not flow back yet ({problem}): "
        "run enable-return and backfill replica once the primary is reachable"
    )


def _enable_return(deployment: Deployment, _: argparse.Namespace, client: ClientFactory) -> str:
    """Let changes on the replica flow back."""
    _switch(deployment, client).enable_return()
    return f"changes on {deployment.replica.bucket} flow back to {deployment.primary.bucket}"


def _switch_back(deployment: Deployment, _: argparse.Namespace, client: ClientFactory) -> str:
    """Let writers use the primary again."""
    _switch(deployment, client).switch_back()
    return f"writers use {deployment.primary.bucket}; changes on the replica no longer flow back"


def _backfill(deployment: Deployment, options: argparse.Namespace, client: ClientFactory) -> str:
    """Replicate what is missing on the other side, and wait for it."""
    source = deployment.primary if options.source == "primary" else deployment.replica
    backfill = Backfill(deployment, source, client("s3control", source.region), time.sleep)
    job = backfill.start(uuid.uuid4().hex)
    count = backfill.wait(job, JOB_TIMEOUT_SECONDS)
    return f"job {job} replicated {count} objects from {source.bucket}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], boto3_client))
