"""What the role of a replication has to be allowed to do.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html, read 2026-11-20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import arn_of, identify
from stackproof.graph.query import equals, get, is_true, present, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Text, Value, text
from stackproof.reasoning.replication import kms_encrypted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

KEY = "AWS::KMS::Key"


class Need(NamedTuple):
    """Actions that the role needs on one thing.

    Attributes:
        actions: each by the names of which any one is enough.
        resource: ARN or pattern, as a value.
        guard: the resource of the graph whose own policy may allow the actions too; None when it is not in the graph.
        keys: condition keys of the requests that S3 makes.
        called: the thing, for a person to read.
    """

    actions: tuple[tuple[str, ...], ...]
    resource: Value
    guard: Resource | None
    keys: Mapping[str, Value | str]
    called: str


def needs(graph: Graph, bucket: Resource, rule: Value) -> Iterator[Need]:
    """What one rule of a bucket's replication configuration asks of the role."""
    arn = arn_of(bucket, graph)
    every_key: list[str | Value] = ["/", _prefix(rule), *_rest(_prefix(rule))]
    name = bucket.address
    own = (("s3:GetReplicationConfiguration",), ("s3:ListBucket",))
    yield Need(own, arn, bucket, {}, name)
    read = ["s3:GetObjectVersionForReplication"]
    if kms_encrypted(bucket) is Truth.NO:
        # The wider permission does for objects that no KMS key encrypts.
        read.append("s3:GetObjectVersion")
    versions = (tuple(read), ("s3:GetObjectVersionAcl",), ("s3:GetObjectVersionTagging",))
    yield Need(versions, text([arn, *every_key]), bucket, {}, f"objects of {name}")
    written = get(rule, "Destination", "Bucket")
    if not isinstance(written, Absent):
        found = identify(written, graph, bucket.type).resource
        called = found.address if found is not None else string(written) or "the destination"
        target = arn_of(found, graph) if found is not None else written
        yield Need(_writing(rule), text([target, *every_key]), found, {}, f"objects of {called}")
    yield from _keys(graph, bucket, rule)


def _writing(rule: Value) -> tuple[tuple[str, ...], ...]:
    actions = ["s3:ReplicateObject", "s3:ReplicateTags"]
    # The first version of the schema, which has no Filter, always replicates delete markers.
    first_version = present(get(rule, "Filter")) is Truth.NO
    if first_version or equals(get(rule, "DeleteMarkerReplication", "Status"), "Enabled") is Truth.YES:
        actions.append("s3:ReplicateDelete")
    if equals(get(rule, "Destination", "AccessControlTranslation", "Owner"), "Destination") is Truth.YES:
        actions.append("s3:ObjectOwnerOverrideToBucketOwner")
    return tuple((action,) for action in actions)


def _prefix(rule: Value) -> Value:
    for path in (("Prefix",), ("Filter", "Prefix"), ("Filter", "And", "Prefix")):
        found = get(rule, *path)
        if not isinstance(found, Absent):
            return found
    return Known("")


def _rest(prefix: Value) -> list[str]:
    """What follows a prefix. One that names a folder without its slash is meant for what is in it, as the role is."""
    tail = prefix.parts[-1] if isinstance(prefix, Text) else string(prefix)
    closed = isinstance(tail, str) and (not tail or tail.endswith("/"))
    return ["*"] if closed else ["/*"]


def _keys(graph: Graph, bucket: Resource, rule: Value) -> Iterator[Need]:
    """The keys of the graph that encrypted objects are read with and replicas are written with."""
    if equals(get(rule, "SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status"), "Enabled") is not Truth.YES:
        return
    encryption = ("BucketEncryption", "ServerSideEncryptionConfiguration", "0")
    source = _key(graph, bucket.get(*encryption, "ServerSideEncryptionByDefault", "KMSMasterKeyID"))
    if source is not None:
        bucket_key = is_true(bucket.get(*encryption, "BucketKeyEnabled"))
        yield _use("kms:Decrypt", source, _request(graph, bucket, bucket.region, bucket_key))
    target = identify(get(rule, "Destination", "Bucket"), graph, bucket.type).resource
    replica = _key(graph, get(rule, "Destination", "EncryptionConfiguration", "ReplicaKmsKeyID"))
    if replica is not None and target is not None:
        bucket_key = is_true(target.get(*encryption, "BucketKeyEnabled"))
        yield _use("kms:Encrypt", replica, _request(graph, target, target.region, bucket_key))


def _key(graph: Graph, value: Value) -> Resource | None:
    found = identify(value, graph, KEY)
    is_key = found.resource is not None and found.resource.type == KEY
    return found.resource if is_key and found.truth is Truth.YES else None


def _use(action: str, key: Resource, request: Mapping[str, Value | str]) -> Need:
    return Need(((action,),), Known(""), key, request, key.address)


def _request(graph: Graph, bucket: Resource, region: Value, bucket_key: Truth) -> dict[str, Value | str]:
    """The condition keys of what S3 asks KMS for a bucket: the context is the bucket's ARN with a bucket key."""
    request: dict[str, Value | str] = {
        "kms:ViaService": text(["s3.", region, ".amazonaws.com"]),
        "kms:CallerAccount": bucket.account,
    }
    if bucket_key is not Truth.UNDECIDED:
        behind = "" if bucket_key is Truth.YES else "/*"
        request["kms:EncryptionContext:aws:s3:arn"] = text([arn_of(bucket, graph), behind])
    return request
