"""Idempotency: who may work on a payment, and the answer that every repetition of it gets.

A request claims its payment by a record that can be made only once. The claim is a lease: when the function that has
it dies, another request may take it over after a while. That is safe, since the book decides each payment once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from payments_core.requests import Payment

LEASE_SECONDS = 35
"""Longer than the function may take, so that nobody takes over from a function that is still at work."""

KEEP_SECONDS = 7 * 24 * 3600
"""How long answers are kept. After that, a repetition is answered out of the book."""

IN_PROGRESS = "in_progress"
COMPLETED = "completed"


class InProgressError(RuntimeError):
    """Another request is at work on the payment."""


class OtherContentError(ValueError):
    """There was another request for a payment of the same id."""


class Answer(NamedTuple):
    """What a request was answered: status and body."""

    status: int
    body: dict[str, Any]


class Claim(NamedTuple):
    """The right to work on a payment; `owner` is in no other claim."""

    payment_id: str
    owner: str


class Idempotency:
    """The records of payments in the global table."""

    def __init__(self, client: Any, table: str, clock: Callable[[], float]) -> None:
        """Take a client of DynamoDB and a clock of seconds since 1970."""
        self._client = client
        self._table = table
        self._clock = clock

    def claim(self, payment: Payment) -> Claim | Answer:
        """The right to work on a payment, or what was answered when somebody had it.

        Raises:
            InProgressError: another request is at work on it.
            OtherContentError: there was another request of the same id.
        """
        now = int(self._clock())
        made = Claim(payment.payment_id, uuid.uuid4().hex)
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    **_key(payment.payment_id),
                    "fingerprint": {"S": payment.fingerprint},
                    "progress": {"S": IN_PROGRESS},
                    "claimed_by": {"S": made.owner},
                    "lease_until": {"N": str(now + LEASE_SECONDS)},
                    "expires_at": {"N": str(now + KEEP_SECONDS)},
                },
                ConditionExpression="attribute_not_exists(id) OR (progress = :working AND lease_until < :now"
                " AND fingerprint = :fingerprint)",
                ExpressionAttributeValues={
                    ":working": {"S": IN_PROGRESS},
                    ":now": {"N": str(now)},
                    ":fingerprint": {"S": payment.fingerprint},
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return self._answered(payment)
        return made

    def complete(self, claim: Claim, answer: Answer) -> None:
        """Keep the answer for repetitions, unless another request has taken over, which will do the same."""
        self._if_unchanged(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=_key(claim.payment_id),
                UpdateExpression="SET progress = :done, answer = :answer",
                ConditionExpression="claimed_by = :owner",
                ExpressionAttributeValues={
                    ":owner": {"S": claim.owner},
                    ":done": {"S": COMPLETED},
                    ":answer": {"S": json.dumps(answer)},
                },
            ),
        )

    def replace(self, payment_id: str, stored: Answer, answer: Answer) -> None:
        """Keep another answer in the place of a stored one, unless another request has done so."""
        self._if_unchanged(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=_key(payment_id),
                UpdateExpression="SET answer = :answer",
                ConditionExpression="answer = :stored",
                ExpressionAttributeValues={
                    ":answer": {"S": json.dumps(answer)},
                    ":stored": {"S": json.dumps(stored)},
                },
            ),
        )

    def release(self, claim: Claim) -> None:
        """Give a claim back, so that the payment can be asked for again at once."""
        self._if_unchanged(
            lambda: self._client.delete_item(
                TableName=self._table,
                Key=_key(claim.payment_id),
                ConditionExpression="claimed_by = :owner",
                ExpressionAttributeValues={":owner": {"S": claim.owner}},
            ),
        )

    def _answered(self, payment: Payment) -> Answer:
        """The answer that a record holds."""
        found = self._client.get_item(TableName=self._table, Key=_key(payment.payment_id), ConsistentRead=True)
        item = found.get("Item")
        if item is not None and item["fingerprint"]["S"] != payment.fingerprint:
            raise OtherContentError("there was another request for a payment of the same id")
        if item is None or item["progress"]["S"] != COMPLETED:
            raise InProgressError("another request is at work on the payment")
        return Answer(*json.loads(item["answer"]["S"]))

    def _if_unchanged(self, change: Callable[[], object]) -> None:
        """Do a change whose condition is that what it changes is still there."""
        with suppress(self._client.exceptions.ConditionalCheckFailedException):
            change()


def _key(payment_id: str) -> dict[str, dict[str, str]]:
    """The key of a payment's record in the table."""
    return {"id": {"S": f"payment#{payment_id}"}}
