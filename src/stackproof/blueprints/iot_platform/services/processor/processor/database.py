"""The connection to the database: made when it is needed, given up when it fails, made again after a failover."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from botocore.exceptions import BotoCoreError, ClientError
from psycopg.conninfo import make_conninfo

from processor.configuration import Configuration
from processor.schema import migrate

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 30


class DatabaseUnavailableError(Exception):
    """The database cannot be used now; later it may. The message is the kind of error, without its text."""


class Database:
    """One connection, always to the server that takes writes."""

    def __init__(self, configuration: Configuration, secrets: Any) -> None:
        """Take the configuration, and boto3's client of Secrets Manager; connect later."""
        self._configuration = configuration
        self._secrets = secrets
        self._connection: psycopg.Connection[Any] | None = None
        self._credentials: dict[str, str] | None = None
        self._migrated = False

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Cursor[Any]]:
        """A transaction, which is committed at the end of the block and rolled back after an error.

        Raises:
            DatabaseUnavailableError: there is no connection, it broke, or the server takes no writes any more.
        """
        try:
            connection = self._connect()
            with connection.transaction(), connection.cursor() as cursor:
                yield cursor
        except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction) as error:
            self.close()
            raise DatabaseUnavailableError(_kind(error)) from error

    def close(self) -> None:
        """Give the connection up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _connect(self) -> psycopg.Connection[Any]:
        """The connection; the first one brings the schema up to date."""
        if self._connection is None:
            credentials = self._credentials or self._read_credentials()
            # Until they have been good, they count as changed: after a rotation the secret is read again.
            self._credentials = None
            self._connection = psycopg.connect(self._conninfo(credentials), autocommit=True)
            self._credentials = credentials
        if not self._migrated:
            migrate(self._connection)
            self._migrated = True
        return self._connection

    def _conninfo(self, credentials: dict[str, str]) -> str:
        """How to connect: by TLS with the server's name checked, to a server that takes writes, with limits of time."""
        configuration = self._configuration
        return make_conninfo(
            host=configuration.database_host,
            port=configuration.database_port,
            dbname=configuration.database_name,
            user=credentials["username"],
            password=credentials["password"],
            sslmode="verify-full",
            sslrootcert=str(configuration.database_ca_file),
            target_session_attrs="read-write",
            connect_timeout=CONNECT_SECONDS,
            # A server that vanished in a failover closes nothing; the kernel finds out within half a minute.
            tcp_user_timeout=STATEMENT_SECONDS * 1000,
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
            application_name="processor",
            options=f"-c statement_timeout={STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout=60s "
            "-c timezone=UTC",
        )

    def _read_credentials(self) -> dict[str, str]:
        """User and password as the secret has them now."""
        try:
            answer = self._secrets.get_secret_value(SecretId=self._configuration.database_secret_id)
        except ClientError as error:
            raise DatabaseUnavailableError(error.response["Error"]["Code"]) from error
        except BotoCoreError as error:
            raise DatabaseUnavailableError(type(error).__name__) from error
        try:
            secret = json.loads(answer["SecretString"])
            return {"username": str(secret["username"]), "password": str(secret["password"])}
        except (KeyError, TypeError, ValueError):
            # What was raised quotes the secret.
            raise DatabaseUnavailableError("the secret is no JSON object with username and password") from None


def _kind(error: psycopg.Error) -> str:
    """What an error is, by its class and its code; its text may quote data."""
    return f"{type(error).__name__} {error.sqlstate}" if error.sqlstate else type(error).__name__
