"""The payment function: it answers the HTTP API of its region.

Each payment is decided once by its id, and every repetition of a request gets the answer of the first. Both regions run
the same code; which of them takes payments is told by a parameter, the other one reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from payments_core.logs import begin
from payments_core.service import service
from payments_core.web import respond


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request of the HTTP API, payload format 2.0."""
    begin(context.aws_request_id)
    return respond(service(), event)
