"""The transaction function: it records the transactions of a queue, and answers a load balancer.

SQS delivers at least once and in any order. A transaction is recorded once by its id; what is done after it has been
recorded can be done again without another effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transactions_core.logs import begin
from transactions_core.queue import process
from transactions_core.service import service
from transactions_core.web import respond


class UnknownEventError(ValueError):
    """The function was called by something else than its queue or its load balancer."""


def lambda_handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Handle a batch of the queue, or a request of the load balancer.

    Raises:
        UnknownEventError: it is neither.
    """
    begin(context.aws_request_id)
    if "Records" in event:
        return process(service(), event["Records"], context.get_remaining_time_in_millis)
    if "elb" in event.get("requestContext", {}):
        return respond(service(), event)
    raise UnknownEventError("neither messages of a queue nor a request of a load balancer")
