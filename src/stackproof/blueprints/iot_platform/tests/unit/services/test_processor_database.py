"""The connection: TLS, rotation of the password, failovers; and the schema that the first one brings up to date."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from processor.configuration import DATABASE_CA_FILE, Configuration
from processor.database import Database, DatabaseUnavailableError
from processor.schema import MIGRATIONS, migrate
from tests.unit.services.conftest import SECRET, Secrets
from tests.unit.services.servers import DatabaseServer, Proxy

TABLES = ["readings", "rejected_records", "schema_steps", "shard_leases", "workers"]


@pytest.fixture
def secured(configuration: Configuration, secrets: Secrets) -> Iterator[Database]:
    """A database that is reached by TLS."""
    made = Database(configuration, secrets)
    yield made
    made.close()


def value(database: Database, statement: str) -> Any:
    """What a statement answers."""
    with database.transaction() as cursor:
        row = cursor.execute(statement).fetchone()
        assert row is not None
        return row[0]


def test_one_connection_is_used_again(secured: Database, secrets: Secrets, proxy: Proxy) -> None:
    """One connection is used again."""
    assert value(secured, "SELECT 1") == 1
    assert value(secured, "SELECT 2") == 2
    assert proxy.connections == 1
    assert secrets.asked == [SECRET]


def test_what_the_server_is_told(secured: Database) -> None:
    """What the server is told."""
    assert value(secured, "SHOW statement_timeout") == "30s"
    assert value(secured, "SHOW idle_in_transaction_session_timeout") == "1min"
    assert value(secured, "SHOW timezone") == "UTC"
    assert value(secured, "SHOW application_name") == "processor"


def test_how_it_connects(configuration: Configuration, secrets: Secrets) -> None:
    """How it connects."""
    made = Database(replace(configuration, database_host="db.example", database_port=5433), secrets)
    given = psycopg.conninfo.conninfo_to_dict(made._conninfo({"username": "u", "password": "p w"}))
    assert given == {
        "host": "db.example",
        "port": "5433",
        "dbname": "postgres",
        "user": "u",
        "password": "p w",
        "sslmode": "verify-full",
        "sslrootcert": str(configuration.database_ca_file),
        "target_session_attrs": "read-write",
        "connect_timeout": "5",
        "tcp_user_timeout": "30000",
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "3",
        "application_name": "processor",
        "options": "-c statement_timeout=30s -c idle_in_transaction_session_timeout=60s -c timezone=UTC",
    }


def test_a_server_of_another_name_is_refused(configuration: Configuration, secrets: Secrets, proxy: Proxy) -> None:
    """A server of another name is refused."""
    with (
        pytest.raises(DatabaseUnavailableError),
        Database(replace(configuration, database_host="localhost"), secrets).transaction(),
    ):
        pytest.fail("connected")
    assert proxy.connections > 0


def test_a_server_of_another_authority_is_refused(configuration: Configuration, secrets: Secrets) -> None:
    """A server of another authority is refused."""
    with (
        pytest.raises(DatabaseUnavailableError),
        Database(replace(configuration, database_ca_file=DATABASE_CA_FILE), secrets).transaction(),
    ):
        pytest.fail("connected")


def test_a_server_without_tls_is_refused(secured: Database, proxy: Proxy) -> None:
    """A server without TLS is refused."""
    proxy.plain = True
    with pytest.raises(DatabaseUnavailableError) as raised, secured.transaction():
        pytest.fail("connected")
    assert str(raised.value) == "OperationalError"


def test_a_new_password_is_found_in_the_secret(secured: Database, secrets: Secrets, server: DatabaseServer) -> None:
    """A new password is found in the secret."""
    value(secured, "SELECT 1")
    server.sql(f"ALTER ROLE {server.user} PASSWORD 'second-password'")
    secrets.text = json.dumps({"username": server.user, "password": "second-password"})
    server.end_sessions()
    for kind in ("AdminShutdown 57P01", "OperationalError"):
        with pytest.raises(DatabaseUnavailableError, match=kind):
            value(secured, "SELECT 1")
    assert len(secrets.asked) == 1
    assert value(secured, "SELECT 1") == 1
    assert len(secrets.asked) == 2


def test_a_password_that_is_good_is_kept(secured: Database, secrets: Secrets, server: DatabaseServer) -> None:
    """A password that is good is kept."""
    value(secured, "SELECT 1")
    secured.close()
    assert value(secured, "SELECT 1") == 1
    assert len(secrets.asked) == 1
    assert server.sessions() == 1


def test_a_connection_that_broke_is_made_again(secured: Database, server: DatabaseServer, proxy: Proxy) -> None:
    """A connection that broke is made again."""
    value(secured, "SELECT 1")
    server.end_sessions()
    with pytest.raises(DatabaseUnavailableError):
        value(secured, "SELECT 1")
    assert value(secured, "SELECT 1") == 1
    assert proxy.connections == 2


def test_a_connection_that_cannot_be_made_may_be_made_later(secured: Database, proxy: Proxy) -> None:
    """A connection that cannot be made may be made later."""
    proxy.refusing = True
    with pytest.raises(DatabaseUnavailableError):
        value(secured, "SELECT 1")
    proxy.refusing = False
    assert value(secured, "SELECT 1") == 1


def test_a_writer_that_became_a_reader_is_left(secured: Database, proxy: Proxy) -> None:
    """A writer that became a reader is left."""
    value(secured, "SELECT 1")
    with pytest.raises(DatabaseUnavailableError) as raised:
        value(secured, "SET TRANSACTION READ ONLY; DELETE FROM workers")
    assert str(raised.value) == "ReadOnlySqlTransaction 25006"
    assert value(secured, "SELECT 1") == 1
    assert proxy.connections == 2


def test_a_reader_is_not_connected_to(secured: Database, server: DatabaseServer) -> None:
    """A reader is not connected to."""
    server.sql(f"ALTER ROLE {server.user} SET default_transaction_read_only = on")
    with pytest.raises(DatabaseUnavailableError):
        value(secured, "SELECT 1")


def test_an_error_undoes_the_transaction_and_keeps_the_connection(
    secured: Database, server: DatabaseServer, proxy: Proxy
) -> None:
    """An error undoes the transaction and keeps the connection."""
    value(secured, "SELECT 1")
    with pytest.raises(psycopg.DataError):
        value(secured, "INSERT INTO workers VALUES ('s', 'w', now()); SELECT 1 / 0")
    assert server.sql("SELECT count(*) FROM workers") == [(0,)]
    with secured.transaction() as cursor:
        cursor.execute("INSERT INTO workers VALUES ('s', 'w', now())")
    assert server.sql("SELECT count(*) FROM workers") == [(1,)]
    assert proxy.connections == 1


def test_an_error_of_the_interface_counts_as_a_broken_connection(secured: Database) -> None:
    """An error of the interface counts as a broken connection."""
    with pytest.raises(DatabaseUnavailableError) as raised, secured.transaction():
        raise psycopg.InterfaceError("device pump-7")
    assert str(raised.value) == "InterfaceError"


def test_closing_twice_and_closing_what_cannot_be_closed(secured: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing twice and closing what cannot be closed."""

    class Broken:
        closed = 0

        def close(self) -> None:
            self.closed += 1
            raise psycopg.OperationalError

    broken = Broken()
    monkeypatch.setattr(secured, "_connection", broken)
    secured.close()
    secured.close()
    assert broken.closed == 1


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetSecretValue"), "AccessDeniedException"),
        (EndpointConnectionError(endpoint_url="https://x"), "EndpointConnectionError"),
    ],
)
def test_a_secret_that_cannot_be_read(secured: Database, secrets: Secrets, error: Exception, message: str) -> None:
    """A secret that cannot be read."""
    secrets.error = error
    with pytest.raises(DatabaseUnavailableError) as raised:
        value(secured, "SELECT 1")
    assert str(raised.value) == message


@pytest.mark.parametrize("text", ["no JSON", "[]", '"text"', '{"username": "u"}', '{"password": "p-w"}'])
def test_a_secret_of_another_form(secured: Database, secrets: Secrets, text: str) -> None:
    """A secret of another form."""
    secrets.text = text
    with pytest.raises(DatabaseUnavailableError) as raised:
        value(secured, "SELECT 1")
    assert str(raised.value) == "the secret is no JSON object with username and password"
    assert raised.value.__suppress_context__


def test_the_schema_is_there_after_the_first_connection(secured: Database, server: DatabaseServer) -> None:
    """The schema is there after the first connection."""
    server.drop()
    value(secured, "SELECT 1")
    assert server.tables() == TABLES


def test_steps_are_taken_once_and_in_their_order(
    server: DatabaseServer, connection: psycopg.Connection[Any], log: pytest.LogCaptureFixture
) -> None:
    """Steps are taken once and in their order."""
    server.drop()
    assert migrate(connection) == [1, 2, 3, 4]
    assert migrate(connection) == []
    assert server.tables() == TABLES
    assert server.sql("SELECT step FROM schema_steps ORDER BY step") == [(1,), (2,), (3,), (4,)]
    assert [(record.message, record.__dict__["steps"]) for record in log.records] == [
        ("schema brought up to date", [1, 2, 3, 4])
    ]


def test_a_step_that_fails_undoes_all(
    server: DatabaseServer, connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    """A step that fails undoes all."""
    server.drop()
    (tmp_path / "001_a.sql").write_text("CREATE TABLE a (b text); CREATE TABLE c (d text)")
    (tmp_path / "002_b.sql").write_text("CREATE TABLE a (b text)")
    with pytest.raises(psycopg.errors.DuplicateTable):
        migrate(connection, tmp_path)
    assert server.tables() == []
    (tmp_path / "002_b.sql").write_text("CREATE TABLE b (b text)")
    assert migrate(connection, tmp_path) == [1, 2]
    assert server.tables() == ["a", "b", "c", "schema_steps"]
    server.drop()


def test_a_step_that_is_added_later_is_taken_alone(
    server: DatabaseServer, connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    """A step that is added later is taken alone."""
    server.drop()
    for number in (1, 10):
        (tmp_path / f"{number:03}_step.sql").write_text(f"CREATE TABLE table_{number} (b text)")
        assert migrate(connection, tmp_path) == [number]
    # Older code does not know the last step, and leaves it alone.
    (tmp_path / "010_step.sql").unlink()
    assert migrate(connection, tmp_path) == []
    server.drop()


def test_tasks_that_start_together_migrate_one_after_the_other(
    server: DatabaseServer, connection: psycopg.Connection[Any]
) -> None:
    """Tasks that start together migrate one after the other."""
    server.drop()
    taken: list[list[int]] = []

    def start() -> None:
        with psycopg.connect(connection.info.dsn + f" password={server.password}", autocommit=True) as own:
            taken.append(migrate(own))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(taken) == [[], [], [], [1, 2, 3, 4]]


def test_while_another_task_migrates_one_waits(server: DatabaseServer, connection: psycopg.Connection[Any]) -> None:
    """While another task migrates one waits."""
    server.sql("SELECT pg_advisory_lock(7301204119874402561)")
    connection.execute("SET lock_timeout = '50ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        migrate(connection)
    server.sql("SELECT pg_advisory_unlock(7301204119874402561)")
    connection.execute("SET lock_timeout = 0")
    migrate(connection)


def test_pgaudit_is_made_where_it_is_offered() -> None:
    """Pgaudit is made where it is offered."""
    text = (MIGRATIONS / "003_audit.sql").read_text("utf-8")
    assert "CREATE EXTENSION IF NOT EXISTS pgaudit" in text
    assert "pg_available_extensions WHERE name = 'pgaudit'" in text
