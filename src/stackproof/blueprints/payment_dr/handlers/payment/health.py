"""The health function: it answers `GET /health` of its region's API, which Route 53 and the other region ask.

It is apart from the payment function, so that no rush of payments makes a region look lost.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from payments_core.logs import begin, log_metrics
from payments_core.probes import probes
from payments_core.report import report


def lambda_handler(_event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request of the HTTP API, payload format 2.0; what became of it is counted in metrics."""
    begin(context.aws_request_id)
    started = time.monotonic()
    counts: dict[str, int] = {}
    found = report(probes(), counts)
    took = int((time.monotonic() - started) * 1000)
    log_metrics(probes().namespace, "health", counts, {"ProcessingTime": took})
    return found
