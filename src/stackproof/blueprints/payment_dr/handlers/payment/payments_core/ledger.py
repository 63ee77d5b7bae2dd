"""The book of payments in PostgreSQL: each is decided once, however often it is asked for.

What has been decided is told to others by an outbox: events are written together with the payment, and sent after that.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from payments_core.database import Database, state_of
from payments_core.requests import Payment

SCHEMA = """
DO $$
BEGIN
    IF to_regclass('outbox_by_position') IS NULL THEN
        PERFORM pg_advisory_xact_lock(7305402);
        CREATE TABLE IF NOT EXISTS customers (
            customer_id text PRIMARY KEY
        );
        CREATE TABLE IF NOT EXISTS payments (
            payment_id uuid PRIMARY KEY,
            customer_id text NOT NULL REFERENCES customers,
            session_id text NOT NULL,
            amount numeric(12, 2) NOT NULL CHECK (amount > 0),
            currency char(3) NOT NULL,
            method_token text NOT NULL,
            status text NOT NULL CHECK (status IN ('captured', 'declined')),
            reason text NOT NULL,
            fingerprint text NOT NULL,
            region text NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE INDEX IF NOT EXISTS payments_by_customer ON payments (customer_id, currency, recorded_at);
        CREATE TABLE IF NOT EXISTS outbox (
            event_id uuid PRIMARY KEY,
            position bigint GENERATED ALWAYS AS IDENTITY,
            detail_type text NOT NULL,
            detail text NOT NULL
        );
        CREATE INDEX IF NOT EXISTS outbox_by_position ON outbox (position);
    END IF;
END
$$
"""
"""The tables. They are made where the last of them is missing; functions that start at once wait for each other."""

CAPTURED = "captured"
DECLINED = "declined"
OVER_LIMIT = "daily_limit"

LARGEST_BATCH = 10
"""Events that EventBridge takes at a time."""

_UNDEFINED_TABLE = "42P01"


class ContradictionError(ValueError):
    """There is another payment of the same id."""


class Outcome(NamedTuple):
    """What was decided about a payment.

    Attributes:
        status: `captured` or `declined`.
        reason: why it was declined, else empty.
        region: where it was decided.
    """

    status: str
    reason: str
    recorded_at: datetime
    region: str


class Event(NamedTuple):
    """An event of the outbox; `detail` is JSON."""

    event_id: str
    detail_type: str
    detail: str


class Ledger:
    """The book: written where the region's cluster is the writer, read everywhere."""

    def __init__(self, writer: Database, reader: Database, region: str, daily_limit: Decimal) -> None:
        """Take the two hosts, the region, and the most that a customer may pay per UTC day and currency."""
        self._writer = writer
        self._reader = reader
        self._region = region
        self._daily_limit = daily_limit

    def decide(self, payment: Payment) -> Outcome:
        """Decide about a payment, unless that is done, and write the event that tells it.

        Raises:
            ContradictionError: there is another payment of the same id.
            DatabaseUnavailableError: the database could not be used.
        """
        return self._writer.run(lambda connection: self._decide(connection, payment))

    def find(self, payment_id: str) -> Outcome | None:
        """A payment that has been decided and has reached this region.

        Raises:
            DatabaseUnavailableError: the database could not be used.
        """
        try:
            return self._reader.run(lambda connection: _find(connection, payment_id))
        except Exception as error:
            if state_of(error) == _UNDEFINED_TABLE:
                return None  # Nothing has ever been decided.
            raise

    def deliver(self, send: Callable[[Sequence[Event]], Sequence[str]]) -> int:
        """Send the oldest events of the outbox; returns how many are left.

        An event goes from the outbox when it has been sent, so that it is sent at least once. What another function
        is sending is left to it.

        Args:
            send: takes events, returns the ids of those that were taken.

        Raises:
            DatabaseUnavailableError: the database could not be used.
        """
        return self._writer.run(lambda connection: _deliver(connection, send))

    def _decide(self, connection: Any, payment: Payment) -> Outcome:
        """Decide a new payment by what its customer spent today, and record it with its event."""
        connection.run("INSERT INTO customers VALUES (:customer) ON CONFLICT DO NOTHING", customer=payment.customer_id)
        # A customer's payments wait for each other, so that none is decided by an old sum.
        connection.run("SELECT 1 FROM customers WHERE customer_id = :customer FOR UPDATE", customer=payment.customer_id)
        ((spent,),) = connection.run(
            "SELECT coalesce(sum(amount), 0) FROM payments WHERE customer_id = :customer AND currency = :currency"
            " AND status = 'captured' AND recorded_at >= date_trunc('day', clock_timestamp(), 'UTC')",
            customer=payment.customer_id,
            currency=payment.currency,
        )
        reason = OVER_LIMIT if spent + payment.amount > self._daily_limit else ""
        status = DECLINED if reason else CAPTURED
        made = connection.run(
            "INSERT INTO payments VALUES (:id, :customer, :session, :amount, :currency, :token, :status, :reason,"
            " :fingerprint, :region) ON CONFLICT DO NOTHING RETURNING recorded_at",
            id=payment.payment_id,
            customer=payment.customer_id,
            session=payment.session_id,
            amount=payment.amount,
            currency=payment.currency,
            token=payment.method_token,
            status=status,
            reason=reason,
            fingerprint=payment.fingerprint,
            region=self._region,
        )
        if not made:
            return _repeated(connection, payment)
        outcome = Outcome(status, reason, made[0][0], self._region)
        event = event_of(payment, outcome)
        connection.run(
            "INSERT INTO outbox (event_id, detail_type, detail) VALUES (:id, :type, :detail)",
            id=event.event_id,
            type=event.detail_type,
            detail=event.detail,
        )
        return outcome


def event_of(payment: Payment, outcome: Outcome) -> Event:
    """The event that tells of a payment."""
    event_id = str(uuid.uuid4())
    detail = {
        "event_id": event_id,
        "origin_region": outcome.region,
        "payment_id": payment.payment_id,
        "customer_id": payment.customer_id,
        "status": outcome.status,
        "amount": str(payment.amount),
        "currency": payment.currency,
        "recorded_at": outcome.recorded_at.astimezone(UTC).isoformat(),
    }
    return Event(event_id, f"Payment{outcome.status.capitalize()}", json.dumps(detail))


def _repeated(connection: Any, payment: Payment) -> Outcome:
    """What was decided about the payment before, which has to be the same."""
    ((fingerprint, *decided),) = connection.run(
        "SELECT fingerprint, status, reason, recorded_at, region FROM payments WHERE payment_id = :id",
        id=payment.payment_id,
    )
    if fingerprint != payment.fingerprint:
        raise ContradictionError("there is another payment of the same id")
    return Outcome(*decided)


def _find(connection: Any, payment_id: str) -> Outcome | None:
    """The outcome of a payment that was decided before."""
    rows = connection.run(
        "SELECT status, reason, recorded_at, region FROM payments WHERE payment_id = :id", id=payment_id
    )
    return Outcome(*rows[0]) if rows else None


def _deliver(connection: Any, send: Callable[[Sequence[Event]], Sequence[str]]) -> int:
    """Send what waits in the outbox, as much as one call takes; returns how many are left."""
    rows = connection.run(
        "SELECT event_id::text, detail_type, detail FROM outbox ORDER BY position LIMIT :most FOR UPDATE SKIP LOCKED",
        most=LARGEST_BATCH,
    )
    for event_id in send([Event(*row) for row in rows]) if rows else ():
        connection.run("DELETE FROM outbox WHERE event_id = :id", id=event_id)
    ((left,),) = connection.run("SELECT count(*) FROM outbox")
    return int(left)
