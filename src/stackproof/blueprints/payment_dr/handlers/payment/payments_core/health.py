"""Health: all parts are tested at once and have a limit, so that the answer is there before Route 53 gives up."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

from payments_core.database import Database

LIMIT_SECONDS = 1.5
"""Route 53 wants an answer within two seconds of having connected."""

_ABSENT = "health-check"
"""A key that no item has to have: finding nothing is an answer too."""

Result = dict[str, object]


class ReadOnlyError(RuntimeError):
    """The database that should take writes does not."""


def check(tests: Mapping[str, Callable[[], None]], limit_seconds: float = LIMIT_SECONDS) -> dict[str, Result]:
    """What became of each test: `up` or `down`, how long it took, and the kind of failure, without its text."""
    pool = ThreadPoolExecutor(max_workers=len(tests))
    running = {name: pool.submit(_timed, test) for name, test in tests.items()}
    wait(running.values(), timeout=limit_seconds)
    pool.shutdown(wait=False, cancel_futures=True)
    late: Result = {"status": "down", "milliseconds": int(limit_seconds * 1000), "reason": "timed out"}
    return {name: one.result() if one.done() else late for name, one in running.items()}


def _timed(test: Callable[[], None]) -> Result:
    """How a test ended and how long it took; of a failure only its kind is told."""
    started = time.monotonic()
    try:
        test()
    except Exception as error:
        return {"status": "down", "milliseconds": _since(started), "reason": type(error).__name__}
    return {"status": "up", "milliseconds": _since(started)}


def _since(started: float) -> int:
    """Milliseconds since a moment of the monotonic clock."""
    return int((time.monotonic() - started) * 1000)


class TableProbe:
    """Asks the table for anything."""

    def __init__(self, client: Any, table: str) -> None:
        """Take a client of DynamoDB."""
        self._client = client
        self._table = table

    def can_read(self) -> None:
        """Raise what keeps the table from answering."""
        self._client.get_item(TableName=self._table, Key={"id": {"S": _ABSENT}})


class DatabaseProbe:
    """Asks the database for anything, on a connection that only probes use.

    A probe that is late goes on after its answer was given up. So it takes the connection with it: the next one gets
    another.
    """

    def __init__(self, connect: Callable[[], Database]) -> None:
        """Take what makes a database with one attempt and a short limit."""
        self._connect = connect
        self._idle: Database | None = None

    def can_read(self) -> None:
        """Raise what keeps the database from answering."""
        self._ask("SELECT 'off'")

    def can_write(self) -> None:
        """Raise what keeps the database from taking writes.

        Raises:
            ReadOnlyError: it answers, but it is a reader.
        """
        if self._ask("SHOW transaction_read_only") != "off":
            raise ReadOnlyError("the database is read-only")

    def _ask(self, question: str) -> str:
        """The one value that a question has for an answer; the connection is kept only when it answered."""
        database, self._idle = self._idle or self._connect(), None
        ((answer,),) = database.run(lambda connection: connection.run(question))
        self._idle = database
        return str(answer)
