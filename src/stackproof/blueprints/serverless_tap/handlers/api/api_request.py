"""Requests as the HTTP API passes them on (payload format 2.0), read and checked."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api_errors import ApiError, not_found
from document_keys import ID

MAX_DIRECT_BYTES = 4 * 1024 * 1024
"""Longest content inside of a request or an answer: Lambda takes and gives 6 MB, a third of it for base64."""
MAX_UPLOAD_BYTES = 1024 * 1024 * 1024
"""Longest content that is uploaded to the bucket directly: what the processor reads well within its 300 s."""

_NAME = re.compile(r"[^\x00-\x1f\x7f/\\]{1,200}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{8,200}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FIELDS = frozenset({"name", "content_type", "content", "size", "sha256"})
_ASSUMED_ROLE = re.compile(r"(arn:[a-z-]+:sts::\d{12}:assumed-role/[^/]+)/.+")


@dataclass(frozen=True)
class NewDocument:
    """A document that somebody wants to add.

    Attributes:
        name: what its owner calls it.
        content_type: media type, as its owner says.
        size: bytes of the content.
        sha256: SHA-256 of the content, in hexadecimal digits.
        content: the content; None when it is going to be uploaded.
    """

    name: str
    content_type: str
    size: int
    sha256: str
    content: bytes | None

    @property
    def fingerprint(self) -> str:
        """The same for requests that ask for the same."""
        asked = [self.name, self.content_type, self.size, self.sha256, self.content is None]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def caller_of(event: Mapping[str, Any]) -> str:
    """Who calls: the ARN of a user or role. Sessions of one role are one caller.

    Raises:
        ApiError: the request was not signed.
    """
    authorizer = event["requestContext"].get("authorizer", {})
    arn = str(authorizer.get("iam", {}).get("userArn") or "")
    if not arn:
        raise ApiError(401, "the request is not signed with credentials of AWS")
    return _ASSUMED_ROLE.sub(r"\1", arn)


def document_id_of(event: Mapping[str, Any]) -> str:
    """The document that the path names.

    Raises:
        ApiError: no document can have that id.
    """
    document_id = str(event.get("pathParameters", {}).get("id", ""))
    if not ID.fullmatch(document_id):
        raise not_found()
    return document_id


def idempotency_key_of(event: Mapping[str, Any]) -> str:
    """The key by which repetitions of a request are known.

    Raises:
        ApiError: there is none, or it is no key.
    """
    key = str(event.get("headers", {}).get("idempotency-key", ""))
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        raise ApiError(400, "the header Idempotency-Key has to hold 8 to 200 visible ASCII characters")
    return key


def new_document_of(event: Mapping[str, Any]) -> NewDocument:
    """The document that the body describes.

    Raises:
        ApiError: the body is no JSON object, or fields are wrong; every one of them is named.
    """
    fields = _json_of(event)
    problems = [{"field": name, "problem": "there is no such field"} for name in sorted(fields.keys() - _FIELDS)]

    def wrong(field: str, problem: str) -> None:
        problems.append({"field": field, "problem": problem})

    name, content_type = fields.get("name"), fields.get("content_type", "application/octet-stream")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        wrong("name", "has to be 1 to 200 characters without slashes and control characters")
    if not isinstance(content_type, str) or not _MEDIA_TYPE.fullmatch(content_type):
        wrong("content_type", "has to be a media type such as text/plain")
    size, sha256, content = fields.get("size"), fields.get("sha256"), None
    if "content" in fields:
        content = _decoded(fields["content"])
        if content is None:
            wrong("content", "has to be base64")
        elif len(content) > MAX_DIRECT_BYTES:
            wrong("content", f"has to be at most {MAX_DIRECT_BYTES} bytes; leave it out to upload more")
        else:
            size, sha256 = _agreed(content, size, sha256, wrong)
    else:
        if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= MAX_UPLOAD_BYTES:
            wrong("size", f"has to be the number of bytes to upload, 1 to {MAX_UPLOAD_BYTES}")
        if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
            wrong("sha256", "has to be the SHA-256 of what is uploaded, 64 lower-case hexadecimal digits")
    if problems:
        raise ApiError(400, "the document is not valid", problems=problems)
    return NewDocument(str(name), str(content_type), int(size or 0), str(sha256), content)


def _json_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object in the body."""
    try:
        body: str | bytes = event.get("body") or ""
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body, validate=True)
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "the body is not JSON") from error
    if not isinstance(fields, dict):
        raise ApiError(400, "the body is not a JSON object")
    return fields


def _decoded(text: object) -> bytes | None:
    """The bytes of a text in base64; None when it is none."""
    if not isinstance(text, str):
        return None
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def _agreed(content: bytes, size: object, sha256: object, wrong: Callable[[str, str], None]) -> tuple[int, str]:
    """Size and hash of a content, with which what the request says of them has to agree."""
    digest = hashlib.sha256(content).hexdigest()
    if size not in (None, len(content)):
        wrong("size", f"the content has {len(content)} bytes")
    if sha256 not in (None, digest):
        wrong("sha256", "the content has another SHA-256")
    return len(content), digest
