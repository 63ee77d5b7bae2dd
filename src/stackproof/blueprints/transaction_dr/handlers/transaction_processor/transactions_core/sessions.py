"""Session state in the global table: the last transaction of each session."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from transactions_core.ledger import Record
from transactions_core.messages import Transaction

_PROBE = "health-check"
"""An id that no session has to have: finding nothing is an answer too."""


class Sessions:
    """The table of sessions. A session only ever moves on: what comes late or again changes nothing."""

    def __init__(self, client: Any, table: str, keep_seconds: int) -> None:
        """Take a client of DynamoDB, and how long a session is kept after its last transaction."""
        self._client = client
        self._table = table
        self._keep_seconds = keep_seconds

    def advance(self, transaction: Transaction, record: Record) -> bool:
        """Make a transaction the last one of its session; False when a later one, or the same, is that already."""
        at = record.recorded_at.astimezone(UTC)
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"session_id": {"S": transaction.session_id}},
                UpdateExpression="SET account_id = :account, last_transaction_id = :id, last_recorded_at = :at,"
                " last_region = :region, expires_at = :expires",
                ConditionExpression="attribute_not_exists(session_id) OR last_recorded_at < :at",
                ExpressionAttributeValues={
                    ":account": {"S": transaction.account_id},
                    ":id": {"S": transaction.transaction_id},
                    # Of one width, so that texts compare as times do.
                    ":at": {"S": at.isoformat(timespec="microseconds")},
                    ":region": {"S": record.region},
                    ":expires": {"N": str(int(at.timestamp()) + self._keep_seconds)},
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def probe(self) -> None:
        """Ask the table for anything; raises what keeps it from answering."""
        self._client.get_item(TableName=self._table, Key={"session_id": {"S": _PROBE}})
