"""The book of transactions in PostgreSQL: each is recorded once, whatever is delivered how often."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from transactions_core.database import Database, state_of
from transactions_core.messages import Transaction

SCHEMA = """
DO $$
BEGIN
    IF to_regclass('transactions_by_account') IS NULL THEN
        PERFORM pg_advisory_xact_lock(7305401);
        CREATE TABLE IF NOT EXISTS accounts (
            account_id text NOT NULL,
            currency char(3) NOT NULL,
            balance numeric(16, 2) NOT NULL,
            PRIMARY KEY (account_id, currency)
        );
        CREATE TABLE IF NOT EXISTS transactions (
            transaction_id uuid PRIMARY KEY,
            account_id text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('credit', 'debit')),
            amount numeric(12, 2) NOT NULL CHECK (amount > 0),
            currency char(3) NOT NULL,
            session_id text NOT NULL,
            occurred_at timestamptz NOT NULL,
            fingerprint text NOT NULL,
            region text NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            FOREIGN KEY (account_id, currency) REFERENCES accounts
        );
        CREATE INDEX IF NOT EXISTS transactions_by_account ON transactions (account_id, recorded_at);
    END IF;
END
$$
"""
"""The tables. They are made where the last of them is missing; functions that start at once wait for each other."""

_UNDEFINED_TABLE = "42P01"


class ContradictionError(ValueError):
    """There is another transaction of the same id."""


class Record(NamedTuple):
    """A transaction in the book.

    Attributes:
        region: where it was recorded.
        repeated: whether it was there before.
    """

    recorded_at: datetime
    region: str
    repeated: bool


class Ledger:
    """The book: written by the one writer of the global database, read in the own region."""

    def __init__(self, writer: Database, reader: Database, region: str) -> None:
        """Take the two hosts and the region that transactions are recorded in."""
        self._writer = writer
        self._reader = reader
        self._region = region

    def record(self, transaction: Transaction) -> Record:
        """Record a transaction and change its account's balance, unless that is done.

        Raises:
            ContradictionError: there is another transaction of the same id.
            DatabaseUnavailableError: the database could not be used.
        """
        return self._writer.run(lambda connection: self._record(connection, transaction))

    def find(self, transaction_id: str) -> Record | None:
        """A transaction that has been recorded and has reached this region.

        Raises:
            DatabaseUnavailableError: the database could not be used.
        """
        try:
            return self._reader.run(lambda connection: _find(connection, transaction_id))
        except Exception as error:
            if state_of(error) == _UNDEFINED_TABLE:
                return None  # Nothing has ever been recorded.
            raise

    def _record(self, connection: Any, transaction: Transaction) -> Record:
        """Record a transaction once: the insertion decides, and only who made it changes the balance."""
        connection.run(
            "INSERT INTO accounts VALUES (:account, :currency, 0) ON CONFLICT DO NOTHING",
            account=transaction.account_id,
            currency=transaction.currency,
        )
        made = connection.run(
            "INSERT INTO transactions VALUES (:id, :account, :kind, :amount, :currency, :session, :occurred,"
            " :fingerprint, :region) ON CONFLICT DO NOTHING RETURNING recorded_at",
            id=transaction.transaction_id,
            account=transaction.account_id,
            kind=transaction.kind,
            amount=transaction.amount,
            currency=transaction.currency,
            session=transaction.session_id,
            occurred=transaction.occurred_at,
            fingerprint=transaction.fingerprint,
            region=self._region,
        )
        if not made:
            return _repeated(connection, transaction)
        connection.run(
            "UPDATE accounts SET balance = balance + :change WHERE account_id = :account AND currency = :currency",
            change=transaction.change,
            account=transaction.account_id,
            currency=transaction.currency,
        )
        return Record(made[0][0], self._region, repeated=False)


def _repeated(connection: Any, transaction: Transaction) -> Record:
    """The transaction that is there already, which has to be the same."""
    ((fingerprint, recorded_at, region),) = connection.run(
        "SELECT fingerprint, recorded_at, region FROM transactions WHERE transaction_id = :id",
        id=transaction.transaction_id,
    )
    if fingerprint != transaction.fingerprint:
        raise ContradictionError("there is another transaction of the same id")
    return Record(recorded_at, region, repeated=True)


def _find(connection: Any, transaction_id: str) -> Record | None:
    """What is recorded under an id; None where nothing is."""
    rows = connection.run("SELECT recorded_at, region FROM transactions WHERE transaction_id = :id", id=transaction_id)
    return Record(rows[0][0], rows[0][1], repeated=True) if rows else None
