"""Requests of the load balancer: health, and the status of a transaction. Both are public, so neither tells amounts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from transactions_core.database import DatabaseUnavailableError
from transactions_core.health import check
from transactions_core.logs import log, log_metrics
from transactions_core.messages import InvalidTransactionError, transaction_id_of
from transactions_core.service import Service

_REASONS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    503: "Service Unavailable",
}
_TRANSACTIONS = "/transactions/"


def respond(service: Service, event: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a request."""
    path: str = event["path"]
    if path != "/health" and not path.startswith(_TRANSACTIONS):
        return _answer(404, {"error": "there is no such path"})
    if event["httpMethod"] != "GET":
        return {**_answer(405, {"error": "GET alone is allowed"}), "headers": {**_HEADERS, "allow": "GET"}}
    if path == "/health":
        return _health(service)
    return _status(service, path.removeprefix(_TRANSACTIONS))


def _health(service: Service) -> dict[str, Any]:
    """Whether this region's database and table answer."""
    checks = check({"database": service.probe_database, "sessions": service.probed_sessions.probe})
    down = sorted(name for name, result in checks.items() if result["status"] == "down")
    if down:
        log("ERROR", "unhealthy", checks=checks)
    log_metrics(service.namespace, "transaction-processor", {"UnhealthyChecks": len(down)}, {})
    return _answer(
        503 if down else 200,
        {"status": "unhealthy" if down else "healthy", "region": service.region, "checks": checks},
    )


def _status(service: Service, transaction_id: str) -> dict[str, Any]:
    """Whether a transaction is recorded, as far as this region knows."""
    try:
        wanted = transaction_id_of(transaction_id)
        record = service.ledger.find(wanted)
    except InvalidTransactionError as error:
        return _answer(400, {"error": str(error)})
    except DatabaseUnavailableError as error:
        log("ERROR", "the database is not available", reason=str(error))
        return {
            **_answer(503, {"error": "the database is not available"}),
            "headers": {**_HEADERS, "retry-after": "5"},
        }
    if record is None:
        return _answer(404, {"error": "no such transaction has been recorded"})
    return _answer(
        200,
        {
            "transaction_id": wanted,
            "status": "recorded",
            "recorded_at": record.recorded_at.astimezone(UTC).isoformat(),
            "region": record.region,
        },
    )


_HEADERS = {"content-type": "application/json", "cache-control": "no-store"}


def _answer(status: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A response as a load balancer takes it."""
    return {
        "statusCode": status,
        "statusDescription": f"{status} {_REASONS[status]}",
        "isBase64Encoded": False,
        "headers": dict(_HEADERS),
        "body": json.dumps(body),
    }
