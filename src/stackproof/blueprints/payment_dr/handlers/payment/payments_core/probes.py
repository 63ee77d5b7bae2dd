"""What the health function looks at, made once a process and kept from invocation to invocation."""

from __future__ import annotations

import os
import time
from functools import cache

import boto3
from botocore.config import Config

from payments_core.credentials import Credentials
from payments_core.database import Database
from payments_core.health import LIMIT_SECONDS, DatabaseProbe, TableProbe
from payments_core.parameters import ActiveRegion, Parameter

_SHORT = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})
"""A late answer is none."""


class Probes:
    """The parameter that tells the region's role, and what that role needs."""

    def __init__(self) -> None:
        """Read the environment and make clients; nothing is connected yet."""
        self.region = os.environ["AWS_REGION"]
        self.namespace = os.environ["METRIC_NAMESPACE"]
        writer_host = os.environ["DATABASE_WRITER_HOST"]
        reader_host = os.environ["DATABASE_READER_HOST"]
        port = int(os.environ["DATABASE_PORT"])
        name = os.environ["DATABASE_NAME"]
        credentials = Credentials(boto3.client("secretsmanager", config=_SHORT), os.environ["DATABASE_SECRET_NAME"])
        self.active_region = ActiveRegion(
            Parameter(boto3.client("ssm", config=_SHORT), os.environ["ACTIVE_REGION_PARAMETER"], time.monotonic),
            self.region,
        )
        self.table = TableProbe(boto3.client("dynamodb", config=_SHORT), os.environ["SESSIONS_TABLE_NAME"])
        self.writer = DatabaseProbe(
            lambda: Database(writer_host, port, name, credentials, limit_seconds=LIMIT_SECONDS, attempts=1)
        )
        self.reader = DatabaseProbe(
            lambda: Database(reader_host, port, name, credentials, limit_seconds=LIMIT_SECONDS, attempts=1)
        )


@cache
def probes() -> Probes:
    """The one set of probes of this process."""
    return Probes()
