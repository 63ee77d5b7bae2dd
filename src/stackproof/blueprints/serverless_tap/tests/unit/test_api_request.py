"""What a request may say of a document."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest

import api_request
from api_errors import ApiError
from api_request import MAX_DIRECT_BYTES, MAX_UPLOAD_BYTES, idempotency_key_of, new_document_of
from tests.unit.events import TEXT, document, request, upload


def read(body: Any, **more: Any) -> api_request.NewDocument:
    """The document of a body."""
    return new_document_of(request("POST /documents", body=json.dumps(body), **more))


def problems(body: Any) -> dict[str, str]:
    """What is wrong with a body, by its fields."""
    with pytest.raises(ApiError) as caught:
        read(body)
    assert (caught.value.status, caught.value.detail) == (400, "the document is not valid")
    return {one["field"]: one["problem"] for one in caught.value.problems}


def test_a_content_brings_its_size_and_hash() -> None:
    """Which need not be said."""
    new = read({"name": "n", "content": ""})
    assert (new.name, new.content_type, new.size, new.content) == ("n", "application/octet-stream", 0, b"")
    assert new.sha256 == hashlib.sha256(b"").hexdigest()
    assert read(document(size=len(TEXT), sha256=hashlib.sha256(TEXT).hexdigest())).size == len(TEXT)


def test_a_content_that_is_uploaded_is_announced() -> None:
    """By size and hash."""
    new = read(upload(size=MAX_UPLOAD_BYTES))
    assert (new.size, new.sha256, new.content) == (MAX_UPLOAD_BYTES, hashlib.sha256(TEXT).hexdigest(), None)
    assert read(upload(size=1)).size == 1


def test_the_whole_body_may_be_base64() -> None:
    """API Gateway does so with bodies that it takes for binary."""
    body = base64.b64encode(json.dumps(document()).encode()).decode()
    assert new_document_of(request("POST /documents", body=body, isBase64Encoded=True)).content == TEXT


@pytest.mark.parametrize(
    ("event", "detail"),
    [
        ({}, "the body is not JSON"),
        ({"body": None}, "the body is not JSON"),
        ({"body": "{"}, "the body is not JSON"),
        ({"body": "[" * 100_000}, "the body is not JSON"),
        ({"body": "e30=!", "isBase64Encoded": True}, "the body is not JSON"),
        ({"body": "[]"}, "the body is not a JSON object"),
    ],
)
def test_a_body_that_is_no_object_is_refused(event: dict[str, Any], detail: str) -> None:
    """Whatever it is instead."""
    with pytest.raises(ApiError) as caught:
        new_document_of(request("POST /documents", **event))
    assert (caught.value.status, caught.value.detail) == (400, detail)


NAME = "has to be 1 to 200 characters without slashes and control characters"
TYPE = "has to be a media type such as text/plain"
SIZE = f"has to be the number of bytes to upload, 1 to {MAX_UPLOAD_BYTES}"
SHA256 = "has to be the SHA-256 of what is uploaded, 64 lower-case hexadecimal digits"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (document(name=""), {"name": NAME}),
        (document(name=1), {"name": NAME}),
        (document(name="a/b"), {"name": NAME}),
        (document(name="a\nb"), {"name": NAME}),
        (document(name="a" * 201), {"name": NAME}),
        (document(content_type="text"), {"content_type": TYPE}),
        (document(content_type=None), {"content_type": TYPE}),
        (document(content_type="text/plain\r\nx: y"), {"content_type": TYPE}),
        ({**document(), "content": "%"}, {"content": "has to be base64"}),
        ({**document(), "content": "\u00e9"}, {"content": "has to be base64"}),
        ({**document(), "content": 1}, {"content": "has to be base64"}),
        (document(size=1), {"size": f"the content has {len(TEXT)} bytes"}),
        (document(sha256="0" * 64), {"sha256": "the content has another SHA-256"}),
        (upload(size=0), {"size": SIZE}),
        (upload(size=MAX_UPLOAD_BYTES + 1), {"size": SIZE}),
        (upload(size=True), {"size": SIZE}),
        (upload(size="5"), {"size": SIZE}),
        (upload(sha256="A" * 64), {"sha256": SHA256}),
        (upload(sha256="a" * 63), {"sha256": SHA256}),
        (upload(sha256=None), {"sha256": SHA256}),
        ({}, {"name": NAME, "size": SIZE, "sha256": SHA256}),
        (document(b=1, a=1), {"a": "there is no such field", "b": "there is no such field"}),
    ],
)
def test_what_is_wrong_with_fields_is_told_of_each(body: dict[str, Any], expected: dict[str, str]) -> None:
    """All at once."""
    assert problems(body) == expected


def test_a_content_of_the_request_is_at_most_4_mebibytes() -> None:
    """One byte more is to be uploaded."""
    assert MAX_DIRECT_BYTES == 4 * 1024 * 1024
    assert read(document(bytes(MAX_DIRECT_BYTES))).size == MAX_DIRECT_BYTES
    wanted = f"has to be at most {MAX_DIRECT_BYTES} bytes; leave it out to upload more"
    assert problems(document(bytes(MAX_DIRECT_BYTES + 1))) == {"content": wanted}


@pytest.mark.parametrize("key", ["a" * 8, "a" * 200, "!~!~!~!~"])
def test_a_key_is_taken(key: str) -> None:
    """Of 8 to 200 visible characters."""
    assert idempotency_key_of(request("POST /documents", headers={"idempotency-key": key})) == key


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "a" * 7}, {"idempotency-key": "a" * 201},
                                     {"idempotency-key": "with blank"}])  # fmt: skip
def test_a_request_without_a_key_is_refused(headers: dict[str, str]) -> None:
    """It could not be repeated."""
    with pytest.raises(ApiError) as caught:
        idempotency_key_of(request("POST /documents", headers=headers))
    assert caught.value.status == 400
    assert caught.value.detail == "the header Idempotency-Key has to hold 8 to 200 visible ASCII characters"


def test_requests_that_ask_for_the_same_have_one_fingerprint() -> None:
    """And no others."""
    others = [document(), document(name="b"), document(content_type="a/b"), document(b"x"), upload(name="a b.txt")]
    assert read(document()).fingerprint == read(document(size=len(TEXT))).fingerprint
    assert len({read(one).fingerprint for one in others}) == len(others)
