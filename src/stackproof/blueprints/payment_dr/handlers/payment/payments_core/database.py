"""Connections to Aurora PostgreSQL that outlive an invocation, and that a failover does not break for good."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pg8000.exceptions import DatabaseError, InterfaceError
from pg8000.native import Connection

from payments_core.credentials import Credentials
from payments_core.retry import ATTEMPTS, retrying

T = TypeVar("T")

AUTHORITIES = Path(__file__).resolve().parents[1] / "rds-ca-bundle.pem"
"""Who signs the certificates of Amazon RDS."""

STATEMENT_LIMIT_SECONDS = 3.0
"""How long one statement, and one answer of the network, may take."""

_REFUSED = frozenset({"28P01", "28000"})
_PASSING_CLASSES = frozenset({"08", "53", "57"})
"""Connection failures, exhausted resources, and a server that is shut down or starts."""
_PASSING_STATES = frozenset({"25006", "40001", "40P01"})
"""A writer that has become a reader, and transactions that lost against others."""


class DatabaseUnavailableError(RuntimeError):
    """The database could not be reached or used, however often it was tried."""


def state_of(error: BaseException) -> str:
    """The SQLSTATE of an error of the server, empty for every other error."""
    details = error.args[0] if isinstance(error, DatabaseError) and error.args else None
    return str(details.get("C", "")) if isinstance(details, dict) else ""


def is_passing(error: BaseException) -> bool:
    """Whether a failure may be gone on another connection a moment later."""
    state = state_of(error)
    return (
        isinstance(error, InterfaceError | OSError)
        or state in _REFUSED
        or state in _PASSING_STATES
        or state[:2] in _PASSING_CLASSES
    )


class Database:
    """One host of the database with one connection, since a function's process does one thing at a time."""

    def __init__(
        self,
        host: str,
        port: int,
        name: str,
        credentials: Credentials,
        *,
        schema: str = "",
        limit_seconds: float = STATEMENT_LIMIT_SECONDS,
        attempts: int = ATTEMPTS,
    ) -> None:
        """Name a host; nothing is connected yet.

        Args:
            host: a name, which is resolved anew for each connection: after a failover it leads elsewhere.
            port: TCP port.
            name: the database.
            credentials: whose login is used.
            schema: statements that are run once a process, before anything else; they have to be repeatable.
            limit_seconds: how long one statement, and one answer of the network, may take.
            attempts: how often work is tried.
        """
        self._host = host
        self._port = port
        self._name = name
        self._credentials = credentials
        self._schema = schema
        self._limit_seconds = limit_seconds
        self._attempts = attempts
        self._connection: Any = None

    def run(self, work: Callable[[Any], T]) -> T:
        """What `work` returns when it is given a connection, in a transaction of its own.

        It is done again when the connection breaks, even when that happens at the end, where nobody knows whether the
        transaction was committed: so `work` has to be repeatable.

        Raises:
            DatabaseUnavailableError: the last attempt failed too, in a way that may pass.
        """
        try:
            return retrying(lambda: self._once(work), is_passing, self._attempts)
        except Exception as error:
            if is_passing(error):
                raise DatabaseUnavailableError(f"{type(error).__name__} {state_of(error)}".strip()) from error
            raise

    def close(self) -> None:
        """Close the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(InterfaceError, OSError):
                connection.close()

    def _once(self, work: Callable[[Any], T]) -> T:
        """Do the work. A connection on which anything has failed is not used again."""
        try:
            connection = self._connected()
            connection.run("START TRANSACTION")
            result = work(connection)
            connection.run("COMMIT")
        except BaseException as error:
            self.close()
            if state_of(error) in _REFUSED:
                self._credentials.forget()
            raise
        return result

    def _connected(self) -> Any:
        """The connection, made if there is none."""
        if self._connection is None:
            login = self._credentials.login()
            self._connection = Connection(
                login.user,
                password=login.password,
                host=self._host,
                port=self._port,
                database=self._name,
                ssl_context=_trust(),
                timeout=self._limit_seconds,
                application_name="payment",
                startup_params={"statement_timeout": str(int(self._limit_seconds * 1000))},
            )
            if self._schema:
                self._connection.run(self._schema)
                self._schema = ""
        return self._connection


@cache
def _trust() -> ssl.SSLContext:
    """TLS with a server whose certificate is checked, name and all."""
    return ssl.create_default_context(cafile=os.environ.get("DATABASE_CA_FILE", str(AUTHORITIES)))
