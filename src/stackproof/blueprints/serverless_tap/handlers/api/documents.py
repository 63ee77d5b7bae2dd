"""Documents: rows in the table, contents in the bucket.

A document has a row of its own (`id`, time of creation), and one among its owner's (`owner#...`). What the processor
found in its content is in rows of the same `id`, whose `kind` is `stored`.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Any, NamedTuple

from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from api_errors import not_found, try_again
from api_request import MAX_DIRECT_BYTES, NewDocument
from document_keys import created_at, key_of
from idempotency import claim
from paging import cursor_after, sort_key
from tap_aws import BUCKET, code_of, s3, table

URL_SECONDS = 900
"""How long a signed URL holds."""

Row = dict[str, Any]


class Created(NamedTuple):
    """A document that was added, and whether an earlier request has done so."""

    document: Row
    repeated: bool


class Content(NamedTuple):
    """A content: its bytes, or where it can be had when it is too long for an answer."""

    document: Row
    data: bytes
    location: str


def create(owner: str, key: str, new: NewDocument, now: datetime) -> Created:
    """Add a document, once for each idempotency key.

    A content that came with the request is written before the rows: what is listed can be read. Otherwise the
    description says how to upload it.

    Raises:
        ApiError: the key was used for another request, or the same content is just being written.
    """
    claimed = claim(owner, key, new.fingerprint, now)
    document_id = claimed.document_id
    if new.content is not None:
        _write_content(document_id, new.content, new)
    row = {
        "id": document_id,
        "timestamp": created_at(document_id),
        "kind": "document",
        "owner": owner,
        "name": new.name,
        "content_type": new.content_type,
        "size": new.size,
        "sha256": new.sha256,
        "uploaded": new.content is None,
    }
    _write_once(row)
    _write_once({**row, "id": _owner_id(owner), "timestamp": sort_key(document_id), "document_id": document_id})
    document = _described(row)
    if new.content is None:
        document["upload"] = _upload(document_id, new)
    return Created(document, claimed.repeated)


def page(owner: str, limit: int, start: str | None) -> Row:
    """One page of a caller's documents, the newest first."""
    partition = _owner_id(owner)
    after = {} if start is None else {"ExclusiveStartKey": {"id": partition, "timestamp": start}}
    found = table.query(KeyConditionExpression=Key("id").eq(partition), ScanIndexForward=False, Limit=limit, **after)
    rows = [{**row, "id": row["document_id"]} for row in found["Items"]]
    answer: Row = {"documents": [_described(row) for row in rows]}
    if "LastEvaluatedKey" in found:
        answer["next_cursor"] = cursor_after(str(rows[-1]["id"]))
    return answer


def describe(owner: str, document_id: str) -> Row:
    """A document of the caller's, with what the processor found in its content.

    Raises:
        ApiError: the caller has no such document.
    """
    document = _described(_row(owner, document_id))
    stored = _stored(document_id)
    document["state"] = "stored" if stored else "waiting"
    if stored:
        names = ("size", "sha256", "version_id", "detected_type", "lines")
        document["stored"] = {name: stored[name] for name in names if name in stored}
        document["stored"]["at"] = stored["timestamp"]
    return document


def read(owner: str, document_id: str) -> Content:
    """The content of a document of the caller's.

    Raises:
        ApiError: the caller has no such document, or its content has not been uploaded yet.
    """
    row = _row(owner, document_id)
    # The function may not list the bucket, so that S3 would call a missing content forbidden.
    if row["uploaded"] and _stored(document_id) is None:
        raise try_again("the content has not arrived yet")
    where = {"Bucket": BUCKET, "Key": key_of(document_id)}
    if row["size"] > MAX_DIRECT_BYTES:
        return Content(row, b"", s3.generate_presigned_url("get_object", Params=where, ExpiresIn=URL_SECONDS))
    return Content(row, s3.get_object(**where)["Body"].read(), "")


def _row(owner: str, document_id: str) -> Row:
    """The row of a document that belongs to the caller."""
    key = {"id": document_id, "timestamp": created_at(document_id)}
    row: Row | None = table.get_item(Key=key, ConsistentRead=True).get("Item")
    if row is None or row["owner"] != owner:
        raise not_found()
    return row


def _stored(document_id: str) -> Row | None:
    """What the processor found in the content; None while it has not seen any.

    The last two rows hold it: contents are written once, and the document's own row may be the later by its clock.
    """
    found = table.query(
        KeyConditionExpression=Key("id").eq(document_id), ScanIndexForward=False, Limit=2, ConsistentRead=True
    )
    return next((row for row in found["Items"] if row["kind"] == "stored"), None)


def _write_content(document_id: str, content: bytes, new: NewDocument) -> None:
    """Write a content, unless an earlier request has done so."""
    try:
        s3.put_object(
            Bucket=BUCKET,
            Key=key_of(document_id),
            Body=content,
            ContentType=new.content_type,
            ChecksumSHA256=_checksum(new.sha256),
            IfNoneMatch="*",
        )
    except ClientError as error:
        code = code_of(error)
        if code == "ConditionalRequestConflict":
            raise try_again("the same request is being handled") from error
        if code != "PreconditionFailed":
            raise


def _write_once(row: Row) -> None:
    """Write a row, unless an earlier request has done so."""
    try:
        table.put_item(Item=row, ConditionExpression="attribute_not_exists(id)")
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise


def _upload(document_id: str, new: NewDocument) -> Row:
    """How to upload a content: S3 takes exactly the one that was announced, and takes it once."""
    url = s3.generate_presigned_url(
        "put_object",
        Params={
            "Bucket": BUCKET,
            "Key": key_of(document_id),
            "ContentType": new.content_type,
            "ContentLength": new.size,
            "ChecksumSHA256": _checksum(new.sha256),
            "IfNoneMatch": "*",
        },
        ExpiresIn=URL_SECONDS,
    )
    headers = {
        "content-type": new.content_type,
        "content-length": str(new.size),
        "x-amz-checksum-sha256": _checksum(new.sha256),
        "if-none-match": "*",
    }
    return {"method": "PUT", "url": url, "headers": headers, "expires_in": URL_SECONDS}


def _described(row: Row) -> Row:
    """What callers see of a row."""
    document_id = str(row["id"])
    shown = {name: row[name] for name in ("name", "content_type", "size", "sha256")}
    return {"id": document_id, "created_at": created_at(document_id), **shown}


def _checksum(sha256: str) -> str:
    """A SHA-256 as S3 writes it."""
    return base64.b64encode(bytes.fromhex(sha256)).decode()


def _owner_id(owner: str) -> str:
    """The partition of a caller's documents."""
    return "owner#" + hashlib.sha256(owner.encode()).hexdigest()
