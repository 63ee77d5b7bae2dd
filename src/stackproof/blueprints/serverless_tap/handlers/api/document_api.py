"""The API handler: takes documents in and gives them out.

Every request gets an answer. One that fails for a reason that is not the caller's is kept as a dead letter as well,
without any content, since Lambda keeps failures of asynchronous invocations alone.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import documents
import tap_dead_letters
from api_errors import ApiError
from api_request import caller_of, document_id_of, idempotency_key_of, new_document_of
from api_response import Answer, of_content, of_error, of_json, of_redirect
from paging import limit_of, start_of
from tap_aws import is_passing
from tap_log import Log

Event = Mapping[str, Any]

MAX_RETRY_AFTER_SECONDS = 5
"""Callers are sent back after 1 to so many seconds, at random, so that they do not all come back at once."""


class Context(Protocol):
    """What Lambda tells of an invocation."""

    aws_request_id: str


def handle(event: Event, context: Context) -> Answer:
    """Answer one request.

    Args:
        event: the request, in payload format 2.0.
        context: the invocation.

    Returns:
        The answer, in the same format.
    """
    started = time.monotonic()
    route = str(event.get("routeKey", ""))
    log = Log(function="api-handler", request_id=context.aws_request_id, route=route)
    try:
        answer = _routed(route, event)
    except ApiError as error:
        answer = of_error(error, context.aws_request_id)
    except Exception as error:
        answer = of_error(_failed(error, event, context, log), context.aws_request_id)
    log.info("answered", status=answer["statusCode"], milliseconds=round((time.monotonic() - started) * 1000))
    return answer


def _routed(route: str, event: Event) -> Answer:
    """The answer of the operation that the route names."""
    operation = _OPERATIONS.get(route)
    if operation is None:
        raise ApiError(404, "there is no such operation")
    return operation(caller_of(event), event)


def _create(caller: str, event: Event) -> Answer:
    """Add a document."""
    key = idempotency_key_of(event)
    created = documents.create(caller, key, new_document_of(event), datetime.now(UTC))
    headers = {"location": f"/documents/{created.document['id']}"}
    if created.repeated:
        headers["idempotency-replayed"] = "true"
    return of_json(201, created.document, headers)


def _list(caller: str, event: Event) -> Answer:
    """List the caller's documents."""
    query = event.get("queryStringParameters") or {}
    return of_json(200, documents.page(caller, limit_of(query), start_of(query)))


def _describe(caller: str, event: Event) -> Answer:
    """Tell of one document."""
    return of_json(200, documents.describe(caller, document_id_of(event)))


def _content(caller: str, event: Event) -> Answer:
    """Give out the content of one document."""
    content = documents.read(caller, document_id_of(event))
    if content.location:
        return of_redirect(content.location)
    row = content.document
    return of_content(content.data, row["content_type"], row["name"], row["sha256"])


_OPERATIONS: dict[str, Callable[[str, Event], Answer]] = {
    "POST /documents": _create,
    "GET /documents": _list,
    "GET /documents/{id}": _describe,
    "GET /documents/{id}/content": _content,
}


def _failed(error: Exception, event: Event, context: Context, log: Log) -> ApiError:
    """Keep a failure that is not the caller's, and tell the caller whether to try again."""
    passing = is_passing(error)
    failure = {"error": type(error).__name__, "detail": str(error), "passing": passing}
    log.error("failed", **failure)
    letter = {
        "request_id": context.aws_request_id,
        "route": event.get("routeKey"),
        "document_id": (event.get("pathParameters") or {}).get("id"),
        **failure,
    }
    try:
        tap_dead_letters.send("api-handler", type(error).__name__, letter)
    except Exception as second:
        log.error("no dead letter could be sent", error=type(second).__name__, detail=str(second))
    if passing:
        after = str(random.randint(1, MAX_RETRY_AFTER_SECONDS))
        return ApiError(503, "a service that is needed is busy", headers={"retry-after": after})
    return ApiError(500, "the request failed")
