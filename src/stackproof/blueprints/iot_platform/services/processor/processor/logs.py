"""Logs: one JSON object a line on standard output. Nothing of a reading or of a secret is ever logged."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record of the logging module has; the rest are fields of ours."""

logger = logging.getLogger("processor")


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object."""

    def __init__(self, worker: str) -> None:
        """Name the task in every line."""
        super().__init__()
        self._worker = worker

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record: time, level, message, worker, its own fields and the traceback."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "message": record.getMessage(),
            "worker": self._worker,
        }
        line |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            # The text of an error may quote data, so that only the places are told.
            line["trace"] = _places(record.exc_info[2])
        return json.dumps(line, default=str)


def _places(traceback: Any) -> list[str]:
    """Where an error came from, innermost last."""
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places


def set_up(worker: str, level: int, stream: TextIO | None = None) -> None:
    """Send what is logged to standard output, and libraries' warnings too."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonFormatter(worker))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logger.setLevel(level)
