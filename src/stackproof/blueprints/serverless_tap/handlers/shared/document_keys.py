"""How documents are identified in the table and in the bucket.

An id begins with its time of creation, so that the table's sort key is known from the id alone.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

ID = re.compile(r"0[0-9a-f]{11}-[0-9a-f]{20}")
"""Milliseconds since 1970 (until the year 2527) and 80 random bits."""

_KEY = re.compile(rf"documents/({ID.pattern})/content")


def new_id(now: datetime) -> str:
    """An id that nobody has yet and nobody can guess."""
    return f"{int(now.timestamp() * 1000):012x}-{secrets.token_hex(10)}"


def created_at(document_id: str) -> str:
    """The time of creation that an id holds, as ISO 8601 with milliseconds."""
    moment = datetime.fromtimestamp(int(document_id[:12], 16) / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def key_of(document_id: str) -> str:
    """Where the content of a document lies in the bucket."""
    return f"documents/{document_id}/content"


def id_of(key: str) -> str | None:
    """The document whose content lies at a key; None for any other key."""
    found = _KEY.fullmatch(key)
    return found[1] if found else None
