"""The API handler as a whole, with AWS as moto plays it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

import document_api
import documents
import idempotency
import tap_aws
from document_keys import key_of
from tests.unit.conftest import BUCKET, S3
from tests.unit.events import (
    ADA,
    BOB,
    TEXT,
    Context,
    creation,
    dead_letters,
    document,
    lines,
    record,
    request,
    rows,
    upload,
)

pytestmark = pytest.mark.usefixtures("aws")


def call(event: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
    """Status, body and headers of the answer to a request."""
    answer = document_api.handle(event, Context())
    body = answer["body"]
    is_json = "json" in answer["headers"].get("content-type", "")
    return answer["statusCode"], json.loads(body) if is_json else body, answer["headers"]


def add(body: dict[str, Any] | None = None, **more: str) -> dict[str, Any]:
    """Add a document and return its description."""
    status, description, _ = call(creation(body or document(), **more))
    assert status == 201, description
    assert isinstance(description, dict)
    return description


def one(document_id: str, caller: str = ADA, below: str = "") -> dict[str, Any]:
    """A request for one document."""
    return request(f"GET /documents/{{id}}{below}", caller, pathParameters={"id": document_id})


def refuse(code: str, operation: str = "Operation") -> ClientError:
    """An error as AWS raises it."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, operation)


def raising(error: Exception) -> Any:
    """A call that fails."""

    def fail(**_: object) -> None:
        raise error

    return fail


def stored_row(document_id: str, **fields: Any) -> None:
    """Write what the processor would."""
    moment = "2999-01-01T00:00:00.000Z"
    tap_aws.table.put_item(
        Item={"id": document_id, "timestamp": moment, "kind": "stored", "version_id": "v1", **fields}
    )


def test_a_document_is_kept_with_its_content_and_two_rows() -> None:
    """The answer describes it and says where it is."""
    status, description, headers = call(creation(document()))
    assert status == 201
    assert headers["location"] == f"/documents/{description['id']}"
    assert "idempotency-replayed" not in headers
    assert description == {
        "id": description["id"],
        "created_at": description["created_at"],
        "name": "a b.txt",
        "content_type": "text/plain",
        "size": len(TEXT),
        "sha256": hashlib.sha256(TEXT).hexdigest(),
    }
    found = S3.get_object(Bucket=BUCKET, Key=f"documents/{description['id']}/content")
    assert (found["Body"].read(), found["ContentType"]) == (TEXT, "text/plain")
    own, of_owner, claimed = rows()
    assert own == {
        "id": description["id"],
        "timestamp": description["created_at"],
        "kind": "document",
        "owner": "arn:aws:sts::111122223333:assumed-role/Clerk",
        "name": "a b.txt",
        "content_type": "text/plain",
        "size": len(TEXT),
        "sha256": description["sha256"],
        "uploaded": False,
    }
    owner = hashlib.sha256(own["owner"].encode()).hexdigest()
    sort_key = f"{description['created_at']}#{description['id']}"
    assert of_owner == {**own, "id": f"owner#{owner}", "timestamp": sort_key, "document_id": description["id"]}
    assert claimed["id"].startswith("request#")
    assert (claimed["timestamp"], claimed["document_id"]) == ("claim", description["id"])


def test_a_repeated_request_gets_the_same_document() -> None:
    """And writes nothing more, but says so."""
    first = add()
    before = rows()
    status, second, headers = call(creation(document()))
    assert (status, second, headers["idempotency-replayed"]) == (201, first, "true")
    assert rows() == before
    versions = S3.list_object_versions(Bucket=BUCKET)["Versions"]
    assert len(versions) == 1


def test_a_repeated_request_finishes_what_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one broke off after the key was taken."""
    with monkeypatch.context() as broken:
        broken.setattr(tap_aws.s3, "put_object", raising(refuse("InternalError")))
        assert call(creation(document()))[0] == 503
    assert [row["id"].partition("#")[0] for row in rows()] == ["request"]
    description = add()
    assert call(one(description["id"], below="/content"))[0] == 200


def test_a_key_does_not_stand_for_two_documents() -> None:
    """The other one is refused, also when only a part of it differs."""
    add()
    for other in (document(b"other"), document(name="other.txt"), document(content_type="text/html"), upload()):
        status, body, _ = call(creation(other))
        assert (status, body["detail"]) == (422, "this Idempotency-Key was used for another document")


def test_keys_of_different_callers_have_nothing_to_do_with_each_other() -> None:
    """Sessions of one role are one caller."""
    first = add()
    assert add(caller=BOB)["id"] != first["id"]
    assert add(caller=ADA.replace("/ada", "/eve"))["id"] == first["id"]
    assert add(key="key-00002")["id"] != first["id"]


def test_a_key_is_free_again_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also before DynamoDB has deleted it."""
    first = add()
    (claimed,) = [row for row in rows() if row["timestamp"] == "claim"]
    created = int(first["id"][:12], 16) // 1000
    assert claimed["expires_at"] == created + 24 * 60 * 60
    monkeypatch.setattr(idempotency, "KEPT_SECONDS", 0)
    assert add(key="key-00003")["id"] != add(document(b"new"), key="key-00003")["id"]


def test_a_key_that_expires_in_between_is_to_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was there when it was to be taken, and gone when it was looked at."""
    monkeypatch.setattr(tap_aws.table, "put_item", raising(refuse("ConditionalCheckFailedException")))
    status, body, headers = call(creation(document()))
    assert (status, headers["retry-after"]) == (409, "1")
    assert body["detail"] == "an earlier request with this Idempotency-Key has just expired"


def test_a_content_that_is_being_written_by_another_request_is_to_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """S3 says so."""
    monkeypatch.setattr(tap_aws.s3, "put_object", raising(refuse("ConditionalRequestConflict")))
    status, body, headers = call(creation(document()))
    assert (status, body["detail"]) == (409, "the same request is being handled")
    assert headers["retry-after"] == "1"


def test_contents_and_rows_are_written_under_conditions(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nothing is ever written over; S3 checks what arrives."""
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(tap_aws.s3, "put_object", lambda **given: asked.append(given))
    description = add()
    checksum = base64.b64encode(hashlib.sha256(TEXT).digest()).decode()
    assert asked == [
        {
            "Bucket": BUCKET,
            "Key": f"documents/{description['id']}/content",
            "Body": TEXT,
            "ContentType": "text/plain",
            "ChecksumSHA256": checksum,
            "IfNoneMatch": "*",
        }
    ]


def test_a_long_content_is_uploaded_with_a_signed_url() -> None:
    """Which takes exactly what was announced, once."""
    description = add(upload())
    put = description.pop("upload")
    assert (put["method"], put["expires_in"]) == ("PUT", 900)
    assert put["headers"] == {
        "content-type": "application/octet-stream",
        "content-length": str(len(TEXT)),
        "x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(TEXT).digest()).decode(),
        "if-none-match": "*",
    }
    url = urlsplit(put["url"])
    query = parse_qs(url.query)
    assert url.path == f"/documents/{description['id']}/content"
    assert url.netloc.startswith(f"{BUCKET}.s3.")
    assert query["X-Amz-Expires"] == ["900"]
    signed = query["X-Amz-SignedHeaders"][0].split(";")
    assert signed == ["content-length", "content-type", "host", "if-none-match", "x-amz-checksum-sha256"]
    assert description["size"] == len(TEXT)
    assert [row["uploaded"] for row in rows() if row["timestamp"] != "claim"] == [True, True]


def test_a_content_that_was_not_uploaded_yet_is_to_be_tried_again() -> None:
    """Until the processor has seen it."""
    document_id = add(upload())["id"]
    status, body, headers = call(one(document_id, below="/content"))
    assert (status, body["detail"]) == (409, "the content has not arrived yet")
    assert headers["retry-after"] == "1"
    S3.put_object(Bucket=BUCKET, Key=f"documents/{document_id}/content", Body=TEXT)
    stored_row(document_id)
    assert call(one(document_id, below="/content"))[0] == 200


def test_a_content_is_given_out_to_be_saved() -> None:
    """As bytes, under its name, and never shown as part of the site."""
    description = add()
    answer = document_api.handle(one(description["id"], below="/content"), Context())
    assert answer == {
        "statusCode": 200,
        "headers": {
            "content-type": "text/plain",
            "content-disposition": "attachment; filename*=UTF-8''a%20b.txt",
            "etag": f'"{description["sha256"]}"',
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        },
        "isBase64Encoded": True,
        "body": base64.b64encode(TEXT).decode(),
    }


def test_a_content_too_long_for_an_answer_is_had_from_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a signed URL. The longest that fits is answered."""
    document_id = add()["id"]
    monkeypatch.setattr(documents, "MAX_DIRECT_BYTES", len(TEXT))
    assert call(one(document_id, below="/content"))[0] == 200
    monkeypatch.setattr(documents, "MAX_DIRECT_BYTES", len(TEXT) - 1)
    status, body, headers = call(one(document_id, below="/content"))
    assert (status, body) == (307, "")
    url = urlsplit(headers["location"])
    assert url.path == f"/documents/{document_id}/content"
    assert parse_qs(url.query)["X-Amz-Expires"] == ["900"]
    assert headers["cache-control"] == "no-store"


def test_a_document_is_waiting_until_the_processor_has_seen_it() -> None:
    """Then what it found is told."""
    description = add()
    status, body, _ = call(one(description["id"]))
    assert (status, body) == (200, {**description, "state": "waiting"})
    stored_row(description["id"], size=13, sha256="ab", lines=3, sequencer="1")
    _, body, _ = call(one(description["id"]))
    found = {"size": 13, "sha256": "ab", "lines": 3, "version_id": "v1", "at": "2999-01-01T00:00:00.000Z"}
    assert body == {**description, "state": "stored", "stored": found}


def test_what_the_processor_found_is_seen_also_when_its_clock_is_behind() -> None:
    """The document's own row is then the later of the two."""
    document_id = add()["id"]
    tap_aws.table.put_item(
        Item={"id": document_id, "timestamp": "2001-01-01T00:00:00.000Z", "kind": "stored", "version_id": "v"}
    )
    assert call(one(document_id))[1]["state"] == "stored"


def test_a_document_can_be_read_as_soon_as_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is asked for what was written last, and not for what an answer of a moment ago would be."""
    document_id = add()["id"]
    asked: list[bool | None] = []

    def watched(real: Any) -> Any:
        def call_it(**given: Any) -> Any:
            asked.append(given.get("ConsistentRead"))
            return real(**given)

        return call_it

    for name in ("get_item", "query"):
        monkeypatch.setattr(tap_aws.table, name, watched(getattr(tap_aws.table, name)))
    assert call(one(document_id))[0] == 200
    assert asked == [True, True]


@pytest.mark.parametrize("below", ["", "/content"])
def test_documents_of_others_are_not_there(below: str) -> None:
    """Just as those that nobody has, and ids that nobody can have."""
    document_id = add()["id"]
    for event in (one(document_id, BOB, below), one(f"{'0' * 12}-{'f' * 20}", ADA, below), one("x", ADA, below)):
        status, body, _ = call(event)
        assert (status, body["detail"]) == (404, "there is no such document")


def test_documents_are_listed_by_pages_the_newest_first() -> None:
    """Each once, and those of the caller alone."""
    added = [add(key=f"key-0000{number}", body=document(name=f"{number}.txt"))["id"] for number in range(5)]
    add(caller=BOB)
    listed: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    sizes = []
    while True:
        status, body, _ = call(request("GET /documents", queryStringParameters=query))
        assert status == 200
        sizes.append(len(body["documents"]))
        listed += [one["id"] for one in body["documents"]]
        if "next_cursor" not in body:
            break
        query = {"limit": "2", "cursor": body["next_cursor"]}
    assert sizes == [2, 2, 1]
    assert sorted(listed) == sorted(added)
    assert listed == sorted(listed, key=lambda one: (one[:12], one), reverse=True)


def test_a_list_without_a_query_is_its_first_page() -> None:
    """With everything that a description has."""
    description = add()
    assert call(request("GET /documents"))[1] == {"documents": [description]}
    assert call(request("GET /documents", BOB))[1] == {"documents": []}


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ({"limit": "0"}, "limit has to be a whole number from 1 to 100"),
        ({"limit": "101"}, "limit has to be a whole number from 1 to 100"),
        ({"limit": "x"}, "limit has to be a whole number from 1 to 100"),
        ({"limit": "\u0667"}, "limit has to be a whole number from 1 to 100"),
        ({"cursor": ""}, "cursor has to be the next_cursor of an earlier page"),
        ({"cursor": "A"}, "cursor has to be the next_cursor of an earlier page"),
        ({"cursor": "!!!!"}, "cursor has to be the next_cursor of an earlier page"),
        ({"cursor": "_w"}, "cursor has to be the next_cursor of an earlier page"),
        ({"cursor": "b3duZXIjYQ"}, "cursor has to be the next_cursor of an earlier page"),
    ],
)
def test_an_invalid_page_is_refused(query: dict[str, str], detail: str) -> None:
    """With what is wrong."""
    status, body, _ = call(request("GET /documents", queryStringParameters=query))
    assert (status, body["detail"]) == (400, detail)


@pytest.mark.parametrize("limit", ["1", "100"])
def test_the_least_and_the_longest_page_are_taken(limit: str) -> None:
    """The limits themselves."""
    assert call(request("GET /documents", queryStringParameters={"limit": limit}))[0] == 200


def test_errors_are_problem_details() -> None:
    """With the id of the request, by which the log has more."""
    status, body, headers = call(creation({"name": 1}, key="key-00009"))
    assert status == 400
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    assert body == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "the document is not valid",
        "request_id": "request-1",
        "errors": body["errors"],
    }
    assert "errors" not in call(one("x"))[1]


def test_a_request_that_nobody_signed_is_refused() -> None:
    """Though the API does not let it through."""
    for event in (request("GET /documents", None), {"routeKey": "GET /documents", "requestContext": {}}):
        status, body, _ = call(event)
        assert (status, body["detail"]) == (401, "the request is not signed with credentials of AWS")


@pytest.mark.parametrize("event", [request("DELETE /documents"), {}])
def test_an_operation_that_is_not_there_is_refused(event: dict[str, Any]) -> None:
    """Also when the function is called with something else than a request."""
    status, body, _ = call(event)
    assert (status, body["detail"]) == (404, "there is no such operation")


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (refuse("ThrottlingException"), 503, "a service that is needed is busy"),
        (ReadTimeoutError(endpoint_url="https://dynamodb"), 503, "a service that is needed is busy"),
        (refuse("AccessDeniedException"), 500, "the request failed"),
        (KeyError("owner"), 500, "the request failed"),
    ],
)
def test_a_failure_that_is_not_the_callers_is_logged_and_kept(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    status: int,
    detail: str,
) -> None:
    """The caller is told whether to come back; the dead letter has no content."""
    document_id = add()["id"]
    capsys.readouterr()
    monkeypatch.setattr(tap_aws.table, "get_item", raising(error))
    answer = call(one(document_id))
    assert (answer[0], answer[1]["detail"]) == (status, detail)
    if status == 503:
        assert 1 <= int(answer[2]["retry-after"]) <= 5
    else:
        assert "retry-after" not in answer[2]
    (letter,) = dead_letters()
    failure = {"error": type(error).__name__, "detail": str(error), "passing": status == 503}
    assert letter == {
        "source": "api-handler",
        "reason": type(error).__name__,
        "body": {"request_id": "request-1", "route": "GET /documents/{id}", "document_id": document_id, **failure},
    }
    failed, answered = lines(capsys.readouterr().out)
    same = {
        "trace_id": "1-abc",
        "environment": "unit",
        "function": "api-handler",
        "request_id": "request-1",
        "route": "GET /documents/{id}",
    }
    assert failed == {"level": "ERROR", "message": "failed", **same, **failure}
    milliseconds = answered.pop("milliseconds")
    assert isinstance(milliseconds, int)
    assert 0 <= milliseconds < 10_000
    assert answered == {"level": "INFO", "message": "answered", **same, "status": status}


def test_callers_are_sent_back_at_random_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that they do not come back all at once."""
    monkeypatch.setattr(tap_aws.table, "query", raising(refuse("SlowDown")))
    seen = {call(request("GET /documents"))[2]["retry-after"] for _ in range(100)}
    assert seen == {"1", "2", "3", "4", "5"}


def test_a_dead_letter_that_cannot_be_sent_changes_no_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log has both failures."""
    monkeypatch.setattr(tap_aws.table, "query", raising(KeyError("first")))
    monkeypatch.setattr(tap_aws.sqs, "send_message", raising(refuse("AccessDenied", "SendMessage")))
    assert call(request("GET /documents"))[0] == 500
    failed, second, answered = lines(capsys.readouterr().out)
    assert (failed["level"], failed["error"], failed["detail"]) == ("ERROR", "KeyError", "'first'")
    assert (second["level"], second["message"]) == ("ERROR", "no dead letter could be sent")
    assert (second["error"], "AccessDenied" in second["detail"]) == ("ClientError", True)
    assert answered["status"] == 500


@pytest.mark.parametrize("writer", ["content", "claim", "row"])
def test_a_refusal_that_is_no_condition_is_a_failure(monkeypatch: pytest.MonkeyPatch, writer: str) -> None:
    """Of S3, of the first row and of later ones."""
    if writer == "content":
        monkeypatch.setattr(tap_aws.s3, "put_object", raising(refuse("AccessDenied")))
    else:
        put = tap_aws.table.put_item
        first = writer == "claim"

        def refusing(**given: Any) -> Any:
            if first == (given["Item"]["timestamp"] == "claim"):
                raise refuse("AccessDeniedException")
            return put(**given)

        monkeypatch.setattr(tap_aws.table, "put_item", refusing)
    assert call(creation(document()))[0] == 500


def test_nothing_of_a_content_or_a_signature_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor the idempotency key."""
    add(document(b"very secret words"))
    add(upload(), key="key-00002")
    text = capsys.readouterr().out
    assert base64.b64encode(b"very secret words").decode() not in text
    assert re.search("secret|Signature|key-0000|X-Amz", text) is None


def test_a_record_of_the_bucket_names_the_same_document() -> None:
    """What the API writes is what the processor reads."""
    document_id = add()["id"]
    assert record(f"documents/{document_id}/content", "v")["s3"]["object"]["key"] == key_of(document_id)
