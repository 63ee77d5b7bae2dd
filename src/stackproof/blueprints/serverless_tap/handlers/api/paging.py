"""Pages of a list: how long they are, and where the next one begins."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from api_errors import ApiError
from document_keys import ID, created_at

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


def limit_of(query: Mapping[str, Any]) -> int:
    """How many rows a page is to have.

    Raises:
        ApiError: the parameter is no number in the range.
    """
    text = str(query.get("limit", DEFAULT_LIMIT))
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_LIMIT:
        return int(text)
    raise ApiError(400, f"limit has to be a whole number from 1 to {MAX_LIMIT}")


def cursor_after(document_id: str) -> str:
    """What leads to the page after this document."""
    return base64.urlsafe_b64encode(document_id.encode()).decode().rstrip("=")


def start_of(query: Mapping[str, Any]) -> str | None:
    """The sort key after which the page begins; None for the first page.

    A cursor holds the id of a document and no more, so that one who makes it up sees nothing but own rows.

    Raises:
        ApiError: the parameter is no cursor.
    """
    cursor = query.get("cursor")
    if cursor is None:
        return None
    try:
        document_id = base64.b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}", altchars=b"-_", validate=True).decode()
    except ValueError:
        document_id = ""
    if not ID.fullmatch(document_id):
        raise ApiError(400, "cursor has to be the next_cursor of an earlier page")
    return sort_key(document_id)


def sort_key(document_id: str) -> str:
    """The sort key of a document among those of its owner, by time of creation."""
    return f"{created_at(document_id)}#{document_id}"
