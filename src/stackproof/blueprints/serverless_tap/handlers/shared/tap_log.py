"""Structured logs: one line of JSON each, with what leads from it to the invocation and its trace."""

from __future__ import annotations

import json
import os


class Log:
    """Writes lines that all carry the same fields, such as the id of the invocation.

    Contents of documents, headers and signed URLs are never given to it.
    """

    def __init__(self, **fields: object) -> None:
        """Take the fields of every line."""
        self._fields = {"environment": os.environ["ENVIRONMENT"], **fields}

    def info(self, message: str, **fields: object) -> None:
        """What went as it should."""
        self._write("INFO", message, fields)

    def warning(self, message: str, **fields: object) -> None:
        """What somebody may want to look at."""
        self._write("WARNING", message, fields)

    def error(self, message: str, **fields: object) -> None:
        """What failed."""
        self._write("ERROR", message, fields)

    def _write(self, level: str, message: str, fields: dict[str, object]) -> None:
        """Write one line; X-Ray's id of the trace is another one in each invocation."""
        line = {"level": level, "message": message, "trace_id": _trace_id(), **self._fields, **fields}
        print(json.dumps(line, separators=(",", ":"), default=str), flush=True)


def _trace_id() -> str | None:
    """The root of the trace that Lambda continues, by which X-Ray finds it; None outside Lambda."""
    parts = dict(part.partition("=")[::2] for part in os.environ.get("_X_AMZN_TRACE_ID", "").split(";"))
    return parts.get("Root")
