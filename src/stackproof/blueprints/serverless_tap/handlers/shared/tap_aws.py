"""Clients of AWS, made once a process, so that invocations share their connections.

How often each tries and how long it waits for an answer is told by the function's environment, so that a call that gets
none has failed, and is kept as a dead letter, within the function's own time. Between the tries there are growing and
random pauses (botocore's standard mode).
"""

from __future__ import annotations

import os
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

CONNECT_SECONDS = 2
CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=int(os.environ["READ_TIMEOUT_SECONDS"]),
    max_pool_connections=int(os.environ["MAX_CONNECTIONS"]),
    retries={"mode": "standard", "total_max_attempts": int(os.environ["CALL_ATTEMPTS"])},
)

BUCKET = os.environ["DATA_BUCKET"]
TABLE = os.environ["METADATA_TABLE"]
QUEUE_URL = os.environ["DEAD_LETTER_QUEUE_URL"]

# URLs are signed with version 4, the only one that S3 accepts for what is encrypted with keys of KMS, and lead to the
# bucket's own region, since a redirect would break the signature.
_SIGNING = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
s3: Any = boto3.client("s3", config=CONFIG.merge(_SIGNING))
sqs: Any = boto3.client("sqs", config=CONFIG)
table: Any = boto3.resource("dynamodb", config=CONFIG).Table(TABLE)

_PASSING = frozenset(
    {
        "InternalError",
        "InternalServerError",
        "KMSInternalException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
    }
)


def code_of(error: ClientError) -> str:
    """The code with which a service refused a call."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_passing(error: Exception) -> bool:
    """Whether the same call may succeed later: a service was busy, or was not reached in time."""
    return code_of(error) in _PASSING if isinstance(error, ClientError) else isinstance(error, BotoCoreError)
