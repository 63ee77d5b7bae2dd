"""The connection to the database: kept, mended, and never trusted after a failure."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from pg8000.exceptions import DatabaseError, InterfaceError

from payments_core import database
from payments_core.credentials import Credentials
from payments_core.database import Database, DatabaseUnavailableError, is_passing, state_of
from payments_core.ledger import SCHEMA
from payments_core.service import service
from tests.unit.handlers.conftest import SECRET
from tests.unit.handlers.database_server import Proxy, Server

Aws = Callable[[str], Any]


@pytest.fixture
def connect(aws: Aws, proxy: Proxy, server: Server) -> Callable[..., Database]:
    """Makes a database as the service makes it."""
    credentials = Credentials(aws("secretsmanager"), SECRET)
    return lambda **options: Database("127.0.0.1", proxy.port, server.name, credentials, **options)


def one(connection: Any) -> Any:
    """Some work: the process id of the session."""
    return connection.run("SELECT pg_backend_pid()::text")[0][0]


def test_a_connection_is_kept(connect: Callable[..., Database], server: Server) -> None:
    """From work to work, under the function's name and with a limit for statements."""
    made = connect()
    first = made.run(one)
    assert made.run(one) == first
    assert server.settled(1) == [first]
    assert made.run(lambda connection: connection.run("SELECT current_setting('statement_timeout')")) == [["3s"]]
    found = server.sql(f"SELECT application_name FROM pg_stat_activity WHERE usename = '{server.user}'")
    assert found == [["payment"]]


def test_a_broken_connection_is_replaced(
    connect: Callable[..., Database], server: Server, waits: list[tuple[float, float]]
) -> None:
    """As after a failover: once, after a short wait."""
    made = connect()
    first = made.run(one)
    server.end_sessions()
    second = made.run(one)
    assert second != first
    assert server.settled(1) == [second]
    assert waits == [(0, 0.1)]


def test_work_is_done_again_after_a_broken_network(
    connect: Callable[..., Database], proxy: Proxy, server: Server
) -> None:
    """Nothing of the first attempt is left."""
    server.sql(f"CREATE TABLE counted (n int); ALTER TABLE counted OWNER TO {server.user}")
    made = connect()

    def work(connection: Any) -> None:
        connection.run("INSERT INTO counted VALUES (1)")
        if proxy.connections == 1:
            proxy.break_connections()
        connection.run("SELECT 1")

    made.run(work)
    assert proxy.connections == 2
    assert server.sql("SELECT count(*) FROM counted") == [[1]]


def test_work_is_done_again_when_nobody_knows_whether_it_was_committed(
    connect: Callable[..., Database], proxy: Proxy, server: Server
) -> None:
    """The answer to COMMIT is lost: the work is repeatable, so it is repeated."""
    server.sql(f"CREATE TABLE seen (id int PRIMARY KEY); ALTER TABLE seen OWNER TO {server.user}")
    made = connect()
    proxy.break_at = b"COMMIT"
    made.run(lambda connection: connection.run("INSERT INTO seen VALUES (1) ON CONFLICT DO NOTHING"))
    assert proxy.connections == 2
    assert server.sql("SELECT id FROM seen") == [[1]]


def test_a_writer_that_became_a_reader_is_left(connect: Callable[..., Database], server: Server, proxy: Proxy) -> None:
    """Its name leads to the new writer by and by: another connection is made for each attempt."""
    server.sql(f"CREATE TABLE counted (n int); ALTER TABLE counted OWNER TO {server.user}")
    server.make_read_only()
    made = connect()

    def work(connection: Any) -> None:
        if proxy.connections == 2:
            server.make_read_only(read_only=False)
        connection.run("INSERT INTO counted VALUES (1)")

    made.run(work)
    assert proxy.connections == 3
    assert server.sql("SELECT count(*) FROM counted") == [[1]]


def test_after_three_attempts_it_is_given_up(
    connect: Callable[..., Database], proxy: Proxy, waits: list[tuple[float, float]]
) -> None:
    """With longer waits each time; the error says of what kind the failure was."""
    proxy.refusals = 99
    with pytest.raises(DatabaseUnavailableError):
        connect().run(one)
    assert proxy.connections == 3
    assert waits == [(0, 0.1), (0, 0.2)]


def test_the_kind_of_failure_is_told(connect: Callable[..., Database], server: Server) -> None:
    """By the class and the state of the error, without its text."""
    server.make_read_only()
    with pytest.raises(DatabaseUnavailableError, match=r"^DatabaseError 25006$") as caught:
        connect(attempts=1).run(lambda connection: connection.run("CREATE TABLE x (n int)"))
    assert isinstance(caught.value.__cause__, DatabaseError)


def test_a_failure_without_a_state_is_told_by_its_class(
    connect: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one of the network."""

    def refuse(*_arguments: object, **_options: object) -> None:
        raise InterfaceError("no way")

    monkeypatch.setattr(database, "Connection", refuse)
    with pytest.raises(DatabaseUnavailableError, match=r"^InterfaceError$"):
        connect(attempts=1).run(one)


def test_other_failures_are_not_tried_again(connect: Callable[..., Database], proxy: Proxy, server: Server) -> None:
    """They would fail again; yet their connection is not used any more."""
    made = connect()
    with pytest.raises(DatabaseError):
        made.run(lambda connection: connection.run("SELECT 1 / 0"))
    assert proxy.connections == 1
    made.run(one)
    assert proxy.connections == 2
    server.settled(1)


def test_work_that_fails_leaves_nothing(connect: Callable[..., Database], server: Server) -> None:
    """It is one transaction, whoever it is that fails."""
    server.sql(f"CREATE TABLE counted (n int); ALTER TABLE counted OWNER TO {server.user}")

    def work(connection: Any) -> None:
        connection.run("INSERT INTO counted VALUES (1)")
        raise KeyError

    with pytest.raises(KeyError):
        connect().run(work)
    assert server.sql("SELECT count(*) FROM counted") == [[0]]


def test_a_rotated_password_is_read_again(aws: Aws, connect: Callable[..., Database], server: Server) -> None:
    """When the database refuses the old one, and not before."""
    made = connect()
    made.run(one)
    server.sql(f"ALTER ROLE {server.user} PASSWORD 'second-password'")
    aws("secretsmanager").put_secret_value(
        SecretId=SECRET, SecretString=json.dumps({"username": server.user, "password": "second-password"})
    )
    made.close()
    assert made.run(one) in server.sessions()


def test_a_server_that_does_not_answer_has_a_limit(connect: Callable[..., Database], proxy: Proxy) -> None:
    """The network's, since nobody is there who could keep another."""
    proxy.silent = True
    with pytest.raises(DatabaseUnavailableError, match=r"^TimeoutError$"):
        connect(limit_seconds=0.2, attempts=1).run(one)


def test_a_statement_has_a_limit(connect: Callable[..., Database]) -> None:
    """The server's, so that it does not work on for nobody."""
    made = connect(limit_seconds=0.3, attempts=1)
    assert made.run(lambda connection: connection.run("SELECT current_setting('statement_timeout')")) == [["300ms"]]
    with pytest.raises(DatabaseUnavailableError):
        made.run(lambda connection: connection.run("SELECT pg_sleep(5)"))


def test_a_server_without_tls_is_refused(connect: Callable[..., Database], proxy: Proxy) -> None:
    """Nothing is said to it."""
    proxy.plain = True
    with pytest.raises(DatabaseUnavailableError):
        connect(attempts=1).run(one)


def test_a_server_whose_certificate_amazon_did_not_sign_is_refused(
    connect: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By default, the authorities of Amazon RDS are trusted and no others."""
    monkeypatch.delenv("DATABASE_CA_FILE")
    with pytest.raises(DatabaseUnavailableError, match=r"^SSLCertVerificationError$"):
        connect(attempts=1).run(one)
    assert len(database._trust().get_ca_certs()) > 50


def test_a_server_of_another_name_is_refused(aws: Aws, proxy: Proxy, server: Server) -> None:
    """The certificate is for 127.0.0.1."""
    other = Database("localhost", proxy.port, server.name, Credentials(aws("secretsmanager"), SECRET), attempts=1)
    with pytest.raises(DatabaseUnavailableError, match=r"^SSLCertVerificationError$"):
        other.run(one)


def test_closing_twice_is_no_error(connect: Callable[..., Database], server: Server) -> None:
    """And a closed database opens again."""
    made = connect()
    made.run(one)
    made.close()
    made.close()
    made.run(one)
    server.settled(1)


def test_tables_are_made_once_a_process(connect: Callable[..., Database], server: Server) -> None:
    """They are looked for at the first connection alone."""
    made = connect(schema="CREATE TABLE IF NOT EXISTS first (n int)")
    made.run(one)
    server.sql("DROP TABLE first")
    made.close()
    made.run(one)
    assert server.sql("SELECT to_regclass('first')::text") == [[None]]


def test_functions_that_start_at_once_make_the_tables_once(connect: Callable[..., Database]) -> None:
    """Each finds them there."""
    failures: list[BaseException] = []

    def start() -> None:
        try:
            connect(schema=SCHEMA).run(lambda connection: connection.run("SELECT * FROM payments"))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_existing_tables_are_not_made(connect: Callable[..., Database], server: Server) -> None:
    """So that a database that does not take writes is no failure as long as nothing is written."""
    connect(schema=SCHEMA).run(one)
    server.make_read_only()
    connect(schema=SCHEMA, attempts=1).run(one)


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (InterfaceError("network error"), True),
        (TimeoutError(), True),
        (ConnectionResetError(), True),
        (DatabaseError({"C": "57P01"}), True),
        (DatabaseError({"C": "08006"}), True),
        (DatabaseError({"C": "53300"}), True),
        (DatabaseError({"C": "40001"}), True),
        (DatabaseError({"C": "40P01"}), True),
        (DatabaseError({"C": "25006"}), True),
        (DatabaseError({"C": "28P01"}), True),
        (DatabaseError({"C": "28000"}), True),
        (DatabaseError({"C": "23505"}), False),
        (DatabaseError({"C": "42P01"}), False),
        (DatabaseError("text"), False),
        (DatabaseError(), False),
        (ValueError(), False),
        (ValueError({"C": "57P01"}), False),
    ],
)
def test_which_failures_pass(error: Exception, passing: bool) -> None:
    """Those of the network, of servers that go and come, and of a refused password."""
    assert is_passing(error) is passing


def test_the_state_of_an_error() -> None:
    """It is empty where the server did not say one."""
    assert state_of(DatabaseError({"C": "23505"})) == "23505"
    assert state_of(DatabaseError({"M": "text"})) == ""
    assert state_of(OSError(7)) == ""


@pytest.mark.usefixtures("aws")
def test_the_service_writes_and_reads_where_it_is_told(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer by one name, the reader by another; only the writer makes tables."""
    monkeypatch.setenv("DATABASE_WRITER_HOST", "writer")
    monkeypatch.setenv("DATABASE_READER_HOST", "reader")
    made = service()
    assert (made.ledger._writer._host, made.ledger._writer._schema) == ("writer", SCHEMA)
    assert (made.ledger._reader._host, made.ledger._reader._schema) == ("reader", "")
    for connects in (made.ledger._writer, made.ledger._reader):
        assert str(connects._port) == environment["DATABASE_PORT"]
        assert connects._name == environment["DATABASE_NAME"]
