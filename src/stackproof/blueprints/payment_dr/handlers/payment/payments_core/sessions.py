"""Session state in the global table: the last payment of each session."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from payments_core.ledger import Outcome
from payments_core.requests import Payment


class Sessions:
    """The sessions in the table. A session only ever moves on: what comes late or again changes nothing."""

    def __init__(self, client: Any, table: str, keep_seconds: int) -> None:
        """Take a client of DynamoDB, and how long a session is kept after its last payment."""
        self._client = client
        self._table = table
        self._keep_seconds = keep_seconds

    def advance(self, payment: Payment, outcome: Outcome) -> bool:
        """Make a payment the last one of its session; False when a later one, or the same, is that already."""
        at = outcome.recorded_at.astimezone(UTC)
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(payment.session_id),
                UpdateExpression="SET last_payment_id = :id, last_status = :status, last_recorded_at = :at,"
                " last_region = :region, expires_at = :expires",
                ConditionExpression="attribute_not_exists(id) OR last_recorded_at < :at",
                ExpressionAttributeValues={
                    ":id": {"S": payment.payment_id},
                    ":status": {"S": outcome.status},
                    # Of one width, so that texts compare as times do.
                    ":at": {"S": at.isoformat(timespec="microseconds")},
                    ":region": {"S": outcome.region},
                    ":expires": {"N": str(int(at.timestamp()) + self._keep_seconds)},
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def find(self, session_id: str) -> dict[str, str] | None:
        """What is known of a session."""
        item = self._client.get_item(TableName=self._table, Key=_key(session_id)).get("Item")
        if item is None:
            return None
        return {
            "session_id": session_id,
            "last_payment_id": item["last_payment_id"]["S"],
            "last_status": item["last_status"]["S"],
            "updated_at": item["last_recorded_at"]["S"],
            "region": item["last_region"]["S"],
        }


def _key(session_id: str) -> dict[str, dict[str, str]]:
    """The key of a session in the table."""
    return {"id": {"S": f"session#{session_id}"}}
