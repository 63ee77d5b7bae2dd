"""Answers as an HTTP API takes them (payload format 2.0)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

RETRY_SECONDS = 5
"""When callers may come back after something that passes."""

PASSIVE_RETRY_SECONDS = 60
"""When callers may come back to a region that is not active: names lead to the other one after a minute."""


def answer(status: int, body: Mapping[str, Any], **headers: str) -> dict[str, Any]:
    """An answer; underscores in the names of headers become hyphens."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json", "cache-control": "no-store", **more},
        "body": json.dumps(body),
    }


def refusal(status: int, reason: str, retry_seconds: int = 0) -> dict[str, Any]:
    """An answer that says why not, and when to come back."""
    headers = {"retry_after": str(retry_seconds)} if retry_seconds else {}
    return answer(status, {"error": reason}, **headers)
