"""What is found in a content: its size, its hash, what kind of file it is, and the number of lines of a text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

LONGEST_SIGNATURE = 16
"""Bytes at the beginning that are kept to tell the kind of file."""

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x7fELF", "application/x-elf"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
)


def measure(chunks: Iterable[bytes], content_type: str) -> dict[str, str | int]:
    """Read a content once, from beginning to end, without keeping it.

    Args:
        chunks: the content in pieces.
        content_type: its media type, as its owner says.

    Returns:
        `size` and `sha256`; `detected_type` where the first bytes tell it; `lines` of a text.
    """
    digest, size, ends, head, last = hashlib.sha256(), 0, 0, b"", b""
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        ends += chunk.count(b"\n")
        head = (head + chunk)[:LONGEST_SIGNATURE]
        last = chunk[-1:] or last
    found: dict[str, str | int] = {"size": size, "sha256": digest.hexdigest()}
    detected = next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)
    if detected is not None:
        found["detected_type"] = detected
    elif content_type.startswith("text/"):
        # A last line counts although nothing ends it.
        found["lines"] = ends + (last not in (b"", b"\n"))
    return found
