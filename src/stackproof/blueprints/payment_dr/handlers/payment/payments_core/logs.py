"""Structured log lines and metrics. Nothing here takes a message's content: callers give ids and counts alone."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping

_common: dict[str, str] = {}


def begin(request_id: str) -> None:
    """Start the log of an invocation: every line carries its id and that of its X-Ray trace."""
    trace = dict(part.partition("=")[::2] for part in os.environ.get("_X_AMZN_TRACE_ID", "").split(";"))
    _common.clear()
    _common.update(request_id=request_id, trace_id=trace.get("Root", ""))


def log(level: str, message: str, **fields: object) -> None:
    """Write one line of JSON to the function's log."""
    _write({"level": level, "message": message, **_common, **fields})


def log_metrics(namespace: str, service: str, counts: Mapping[str, int], milliseconds: Mapping[str, int]) -> None:
    """Write metrics in CloudWatch's embedded metric format, which needs no permission but to log."""
    metrics = [{"Name": name, "Unit": "Count"} for name in counts]
    metrics += [{"Name": name, "Unit": "Milliseconds"} for name in milliseconds]
    _write(
        {
            "_aws": {
                "Timestamp": int(time.time() * 1000),
                "CloudWatchMetrics": [{"Namespace": namespace, "Dimensions": [["Service"]], "Metrics": metrics}],
            },
            "Service": service,
            **counts,
            **milliseconds,
            **_common,
        }
    )


def _write(line: Mapping[str, object]) -> None:
    """One line of JSON on standard output."""
    print(json.dumps(line, separators=(",", ":")), flush=True)
