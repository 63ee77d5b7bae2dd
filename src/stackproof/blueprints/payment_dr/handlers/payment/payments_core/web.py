"""Requests of the HTTP API, by method and path."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from payments_core.answers import RETRY_SECONDS, answer, refusal
from payments_core.database import DatabaseUnavailableError
from payments_core.logs import log, log_metrics
from payments_core.pay import body_of, pay
from payments_core.requests import RequestError, payment_id_of, session_id_of
from payments_core.service import Service

_PAYMENTS = "/payments/"
_SESSIONS = "/sessions/"


def respond(service: Service, event: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a request; what became of it is counted in metrics."""
    started = time.monotonic()
    counts: dict[str, int] = {}
    try:
        return _route(service, event, counts)
    except RequestError as error:
        return refusal(error.status, str(error))
    except (DatabaseUnavailableError, BotoCoreError, ClientError) as error:
        log("ERROR", "a part is not available", reason=type(error).__name__)
        return refusal(503, "try again later", RETRY_SECONDS)
    finally:
        took = int((time.monotonic() - started) * 1000)
        log_metrics(service.namespace, "payment", counts, {"ProcessingTime": took})


def _route(service: Service, event: Mapping[str, Any], counts: dict[str, int]) -> dict[str, Any]:
    """Find out what is asked for."""
    method, path = event["requestContext"]["http"]["method"], _path(event)
    known = path == "/payments" or path.startswith((_PAYMENTS, _SESSIONS))
    if not known:
        return refusal(404, "there is no such path")
    allowed = "POST" if path == "/payments" else "GET"
    if method != allowed:
        return answer(405, {"error": f"{allowed} alone is allowed"}, allow=allowed)
    if not service.api_keys.admit(event.get("headers", {}).get("x-api-key", "")):
        return answer(401, {"error": "the key is missing or unknown"}, www_authenticate="ApiKey")
    if path == "/payments":
        return pay(service, event, counts)
    if path.startswith(_PAYMENTS):
        return _payment(service, path.removeprefix(_PAYMENTS))
    return _session(service, path.removeprefix(_SESSIONS))


def _path(event: Mapping[str, Any]) -> str:
    """The path without the stage, which it begins with where the stage has a name."""
    path: str = event["rawPath"]
    stage = event["requestContext"].get("stage", "$default")
    return path.removeprefix(f"/{stage}")


def _payment(service: Service, text: str) -> dict[str, Any]:
    """A payment as far as this region knows."""
    payment_id = payment_id_of(text)
    outcome = service.ledger.find(payment_id)
    if outcome is None:
        return refusal(404, "there is no such payment")
    return answer(200, body_of(payment_id, outcome))


def _session(service: Service, text: str) -> dict[str, Any]:
    """A session as far as this region knows."""
    found = service.sessions.find(session_id_of(text))
    return refusal(404, "there is no such session") if found is None else answer(200, found)
