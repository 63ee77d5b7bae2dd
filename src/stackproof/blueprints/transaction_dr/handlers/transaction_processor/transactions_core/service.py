"""The parts of the function, made once a process and kept from invocation to invocation."""

from __future__ import annotations

import os
from functools import cache

import boto3
from botocore.config import Config

from transactions_core.credentials import Credentials
from transactions_core.database import Database
from transactions_core.documents import Documents
from transactions_core.health import LIMIT_SECONDS, DatabaseProbe
from transactions_core.ledger import SCHEMA, Ledger
from transactions_core.sessions import Sessions

_PATIENT = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})
"""Tries again after growing random waits: 15 s at most, so that a batch ends within the function's time."""
_SHORT = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})
"""For health checks, where a late answer is none."""


class Service:
    """Everything that the handler works with."""

    def __init__(self) -> None:
        """Read the environment and make clients; nothing is connected yet."""
        self.region = os.environ["AWS_REGION"]
        self.namespace = os.environ["METRIC_NAMESPACE"]
        table = os.environ["SESSIONS_TABLE_NAME"]
        keep_seconds = int(os.environ.get("SESSION_TTL_SECONDS", "86400"))
        reader_host = os.environ["DATABASE_READER_HOST"]
        port = int(os.environ["DATABASE_PORT"])
        name = os.environ["DATABASE_NAME"]
        credentials = Credentials(boto3.client("secretsmanager", config=_PATIENT), os.environ["DATABASE_SECRET_NAME"])
        self.ledger = Ledger(
            Database(os.environ["DATABASE_WRITER_HOST"], port, name, credentials, schema=SCHEMA),
            Database(reader_host, port, name, credentials),
            self.region,
        )
        self.documents = Documents(boto3.client("s3", config=_PATIENT), os.environ["DOCUMENTS_BUCKET_NAME"])
        self.sessions = Sessions(boto3.client("dynamodb", config=_PATIENT), table, keep_seconds)
        self.probed_sessions = Sessions(boto3.client("dynamodb", config=_SHORT), table, keep_seconds)
        self.probe_database = DatabaseProbe(
            lambda: Database(reader_host, port, name, credentials, limit_seconds=LIMIT_SECONDS, attempts=1)
        )


@cache
def service() -> Service:
    """The one service of this process."""
    return Service()
