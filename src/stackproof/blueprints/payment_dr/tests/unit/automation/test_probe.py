"""The probe of a health address, against a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import failover_assess


class _Handler(BaseHTTPRequestHandler):
    """Answers with the status that the path names."""

    def do_GET(self) -> None:
        """Answer with the status in the path."""
        self.send_response(int(self.path.strip("/")))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that answers with the status that it is asked for."""
    made = HTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize("status", [200, 204, 404, 429, 503])
def test_the_status_is_what_the_server_says(server: str, status: int) -> None:
    """Refusals are answers too."""
    assert failover_assess._status(f"{server}/{status}") == status


def test_nobody_there_has_no_status() -> None:
    """No connection is no health."""
    assert failover_assess._status("http://127.0.0.1:1/200") == 0
