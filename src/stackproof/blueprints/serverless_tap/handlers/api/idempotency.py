"""Repeated requests: the first one with a key decides which document it is about, later ones get the same.

What follows on that decision (writing the content once, writing the rows once) leads to the same end however often and
by how many invocations at once it is done, so that a repetition also finishes what an interrupted request began.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import NamedTuple

from botocore.exceptions import ClientError

from api_errors import ApiError, try_again
from document_keys import new_id
from tap_aws import code_of, table

KEPT_SECONDS = 24 * 60 * 60
"""How long a key stands for its request."""

_CLAIM = "claim"


class Claim(NamedTuple):
    """The document that a request is about, and whether an earlier request has decided so."""

    document_id: str
    repeated: bool


def claim(owner: str, key: str, fingerprint: str, now: datetime) -> Claim:
    """Let a request with this key be about one document for a day.

    Args:
        owner: who calls; keys of different callers have nothing to do with each other.
        key: the idempotency key.
        fingerprint: the same for requests that ask for the same.
        now: the present time.

    Raises:
        ApiError: the key stands for another request, or for one that is just being forgotten.
    """
    row = {"id": "request#" + hashlib.sha256(f"{owner}\n{key}".encode()).hexdigest(), "timestamp": _CLAIM}
    seconds = int(now.timestamp())
    document_id = new_id(now)
    try:
        table.put_item(
            Item={**row, "document_id": document_id, "fingerprint": fingerprint, "expires_at": seconds + KEPT_SECONDS},
            # What has expired may be there for days, until DynamoDB deletes it.
            ConditionExpression="attribute_not_exists(id) OR expires_at <= :now",
            ExpressionAttributeValues={":now": seconds},
        )
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
    else:
        return Claim(document_id, repeated=False)
    first = table.get_item(Key=row, ConsistentRead=True).get("Item")
    if first is None:
        raise try_again("an earlier request with this Idempotency-Key has just expired")
    if first["fingerprint"] != fingerprint:
        raise ApiError(422, "this Idempotency-Key was used for another document")
    return Claim(str(first["document_id"]), repeated=True)
