"""Answers as the HTTP API expects them (payload format 2.0)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from api_errors import ApiError

Answer = dict[str, Any]

# What callers put in is never to be shown as part of this site, nor kept by what lies between.
_SAFE = {"x-content-type-options": "nosniff", "cache-control": "no-store"}


def of_json(status: int, body: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Answer:
    """An answer that holds JSON."""
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", **_SAFE, **(headers or {})},
        "body": json.dumps(body, default=int),
    }


def of_content(content: bytes, content_type: str, name: str, sha256: str) -> Answer:
    """An answer that holds the content of a document, to be saved and not to be shown."""
    return {
        "statusCode": 200,
        "headers": {
            "content-type": content_type,
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "etag": f'"{sha256}"',
            **_SAFE,
        },
        "isBase64Encoded": True,
        "body": base64.b64encode(content).decode(),
    }


def of_redirect(location: str) -> Answer:
    """An answer that leads to where the content can be had."""
    return {"statusCode": 307, "headers": {"location": location, **_SAFE}, "body": ""}


def of_error(error: ApiError, request_id: str) -> Answer:
    """An answer that says what is wrong, as problem details (RFC 9457)."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.detail,
        "request_id": request_id,
    }
    if error.problems:
        body["errors"] = error.problems
    return of_json(error.status, body, {"content-type": "application/problem+json", **error.headers})
