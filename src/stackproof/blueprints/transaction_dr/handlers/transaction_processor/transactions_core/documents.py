"""What is kept of a transaction in S3: its document, and a line of the day's log.

Both have names of their own, so that writing them again changes nothing.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from transactions_core.ledger import Record
from transactions_core.messages import Transaction


class Documents:
    """The bucket of the region, which is replicated to the other region's. It encrypts by itself with its own key."""

    def __init__(self, client: Any, bucket: str) -> None:
        """Take a client of S3."""
        self._client = client
        self._bucket = bucket

    def keep(self, transaction: Transaction, record: Record) -> None:
        """Keep the document, if there is one, and then the log."""
        if transaction.document:
            self._put(f"documents/{transaction.transaction_id}.json", transaction.document)
        at = record.recorded_at.astimezone(UTC)
        line = {
            "transaction_id": transaction.transaction_id,
            "account_id": transaction.account_id,
            "kind": transaction.kind,
            "amount": str(transaction.amount),
            "currency": transaction.currency,
            "occurred_at": transaction.occurred_at.isoformat(),
            "recorded_at": at.isoformat(),
            "region": record.region,
            "fingerprint": transaction.fingerprint,
        }
        self._put(f"logs/{at:%Y/%m/%d}/{transaction.transaction_id}.json", json.dumps(line))

    def _put(self, key: str, text: str) -> None:
        """Keep a text of JSON under a key; what is there already becomes a former version."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=text.encode(), ContentType="application/json")
