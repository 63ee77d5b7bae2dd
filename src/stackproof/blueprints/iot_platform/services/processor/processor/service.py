"""Puts the parts together and runs them until the task is told to stop."""

from __future__ import annotations

import signal
import socket
import sys
import threading
import uuid
from collections.abc import Mapping

import boto3
import botocore.session
from botocore.config import Config

from processor import logs
from processor.backoff import Backoff
from processor.cache import IamToken, LatestReadings, connect
from processor.configuration import Configuration, ConfigurationError
from processor.database import Database
from processor.health import Health
from processor.leases import Leases
from processor.metrics import Metrics
from processor.store import Store
from processor.stream import Stream
from processor.worker import Worker

CLIENTS = Config(
    connect_timeout=3,
    read_timeout=10,
    # The loop waits and tries again itself.
    retries={"mode": "standard", "total_max_attempts": 2},
)


def main(environ: Mapping[str, str]) -> int:
    """Run the service; returns the exit code: 0 after a signal to stop, 1 after an error that only people can mend."""
    worker_name = f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}"
    try:
        configuration = Configuration.load(environ)
    except ConfigurationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    logs.set_up(worker_name, configuration.log_level)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return run(configuration, worker_name, stopping)


def run(configuration: Configuration, worker_name: str, stopping: threading.Event) -> int:
    """Work until `stopping` is set; returns the exit code."""
    session = boto3.Session(region_name=configuration.region)
    database = Database(configuration, session.client("secretsmanager", config=CLIENTS))
    leases = Leases(database, configuration.stream_name, worker_name, configuration.lease_seconds)
    token = IamToken(
        botocore.session.get_session(), configuration.region, configuration.cache_name, configuration.cache_user
    )
    latest = LatestReadings(connect(configuration, token), configuration.cache_ttl_seconds, Backoff(1.0, 30.0))
    health = Health(configuration.health_port)
    worker = Worker(
        stream=Stream(session.client("kinesis", config=CLIENTS), configuration.stream_name),
        leases=leases,
        store=Store(database, leases),
        latest=latest,
        metrics=Metrics(configuration.metric_namespace, _write_line),
        stopping=stopping,
        batch_size=configuration.batch_size,
        poll_seconds=configuration.poll_seconds,
        beat=health.beat,
    )
    logs.logger.info("started", extra={"stream": configuration.stream_name})
    try:
        worker.run()
    except Exception:
        logs.logger.critical("stopped by an error", exc_info=True)
        return 1
    finally:
        health.close()
        latest.close()
        database.close()
    logs.logger.info("stopped")
    return 0


def _write_line(line: str) -> None:
    """Write a line of metrics where the logs go."""
    print(line, flush=True)
