"""The parts of the function, made once a process and kept from invocation to invocation."""

from __future__ import annotations

import os
import time
from decimal import Decimal
from functools import cache

import boto3
from botocore.config import Config

from payments_core.credentials import Credentials
from payments_core.database import Database
from payments_core.events import Events
from payments_core.idempotency import Idempotency
from payments_core.ledger import SCHEMA, Ledger
from payments_core.parameters import ActiveRegion, ApiKeys, Parameter
from payments_core.sessions import Sessions

_PATIENT = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})
"""Tries again after growing random waits."""
_SHORT = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})
"""For events, which the outbox sends again."""


class Service:
    """Everything that the handler works with."""

    def __init__(self) -> None:
        """Read the environment and make clients; nothing is connected yet."""
        self.region = os.environ["AWS_REGION"]
        self.namespace = os.environ["METRIC_NAMESPACE"]
        table = os.environ["SESSIONS_TABLE_NAME"]
        keep_seconds = int(os.environ.get("SESSION_TTL_SECONDS", "86400"))
        daily_limit = Decimal(os.environ.get("DAILY_LIMIT", "10000.00"))
        writer_host = os.environ["DATABASE_WRITER_HOST"]
        reader_host = os.environ["DATABASE_READER_HOST"]
        port = int(os.environ["DATABASE_PORT"])
        name = os.environ["DATABASE_NAME"]
        credentials = Credentials(boto3.client("secretsmanager", config=_PATIENT), os.environ["DATABASE_SECRET_NAME"])
        self.ledger = Ledger(
            Database(writer_host, port, name, credentials, schema=SCHEMA),
            Database(reader_host, port, name, credentials),
            self.region,
            daily_limit,
        )
        tables = boto3.client("dynamodb", config=_PATIENT)
        self.sessions = Sessions(tables, table, keep_seconds)
        self.idempotency = Idempotency(tables, table, time.time)
        self.events = Events(boto3.client("events", config=_SHORT), os.environ["EVENT_BUS_NAME"])
        parameters = boto3.client("ssm", config=_PATIENT)
        self.api_keys = ApiKeys(Parameter(parameters, os.environ["API_KEY_PARAMETER"], time.monotonic))
        self.active_region = ActiveRegion(
            Parameter(parameters, os.environ["ACTIVE_REGION_PARAMETER"], time.monotonic), self.region
        )


@cache
def service() -> Service:
    """The one service of this process."""
    return Service()
