"""Whether the service is alive: it says so on a port of its own machine, and `python -m processor.health` asks it.

Alive means that its loop still turns. Whether database, cache or stream answer is not asked: a new task would find
them no better, and metrics and alarms tell about them.
"""

from __future__ import annotations

import http.client
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

STALE_SECONDS = 120.0
"""More than the longest turn: connecting, a batch that is written in parts, timeouts of stream and cache."""

_HOST = "127.0.0.1"
_ANSWER_SECONDS = 3.0


class Health:
    """Tells on a port when the loop has turned last."""

    def __init__(self, port: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Listen on a port of this machine; 0 takes a free one."""
        self._clock = clock
        self._beaten = clock()
        health = self

        class Handler(BaseHTTPRequestHandler):
            """Answers `GET /health`."""

            timeout = _ANSWER_SECONDS

            def do_GET(self) -> None:
                """200 when the loop turns, 503 when it does not, 404 for any other path."""
                if self.path != "/health":
                    self.send_error(404)
                    return
                body = b"alive\n" if health.alive else b"stuck\n"
                self.send_response(200 if health.alive else 503)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Keep checks out of the log."""

        self._server = ThreadingHTTPServer((_HOST, port), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="health", daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether the loop has turned not long ago."""
        return self._clock() - self._beaten < STALE_SECONDS

    def beat(self) -> None:
        """Note that the loop turns."""
        self._beaten = self._clock()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()


def check(environ: Mapping[str, str]) -> int:
    """Ask the service on this machine; returns the exit code: 0 when it is alive, else 1."""
    connection = http.client.HTTPConnection(_HOST, int(environ.get("HEALTH_PORT") or 8080), timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/health")
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, http.client.HTTPException):
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(check(os.environ))
