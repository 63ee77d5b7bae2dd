from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.hostile_program import Hostile


@pytest.fixture
def listener() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', PORT), 2)",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
        "socket.socket(socket.AF_INET6)",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
        "socket.socket(socket.AF_VSOCK)",
        "socket.socket(socket.AF_ALG)",
        "socket.getaddrinfo('example.com', 443)",
        "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
        "socket.create_server(('127.0.0.1', 0))",
    ],
)
def test_opens_no_socket(hostile: Hostile, listener: int, attempt: str) -> None:
    program = f"import socket\nPORT = {listener}\ntry:\n {attempt}\nexcept OSError as e: print('refused')"
    outcome = hostile.run(program)
    assert outcome.stdout == b"refused\n", outcome


@pytest.mark.parametrize("abstract", [True, False])
def test_reaches_no_unix_socket_of_the_host(hostile: Hostile, tmp_path: Path, abstract: bool) -> None:
    name = f"\0stackproof-{hostile.token}" if abstract else str(hostile.scratch / "socket")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        outcome = hostile.run(
            f"import socket\ntry: socket.socket(socket.AF_UNIX).connect({name!r})\nexcept OSError: print('refused')"
        )
    assert outcome.stdout == b"refused\n", outcome


def test_turns_a_connected_pair_to_no_other_address(hostile: Hostile) -> None:
    name = f"\0stackproof-{hostile.token}"
    program = f"""
import socket
a, b = socket.socketpair()
b.close()
try: a.connect({name!r})
except OSError: print('refused')
"""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        outcome = hostile.run(program)
    assert outcome.stdout == b"refused\n", outcome


def test_a_connected_pair_works(hostile: Hostile) -> None:
    program = "import socket; a, b = socket.socketpair(); a.send(b'hello'); print(b.recv(5))"
    assert hostile.run(program).stdout == b"b'hello'\n"


def test_runs_from_any_thread(hostile: Hostile) -> None:
    outcomes: list[bytes] = []

    def run(number: int) -> None:
        outcomes.append(hostile.run(f"print({number})").stdout)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [b"0\n", b"1\n", b"2\n", b"3\n"]
