"""Selecting encrypted objects and naming the replica's key go together.

## What it does
Reports a replication rule that selects objects encrypted with KMS keys
(`SourceSelectionCriteria.SseKmsEncryptedObjects.Status: Enabled`) without naming a key for the replicas
(`Destination.EncryptionConfiguration.ReplicaKmsKeyID`), and one that names a key without selecting the objects.

## Why is this bad
Each element requires the other. `PutBucketReplication` refuses a rule that has one alone, and the deployment of the
bucket fails.

## How to mend
Write both. The key has to live in the region of the destination bucket; name it by its ARN or by an alias ARN.

## References
- [Replicating encrypted objects](https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html)
- [Destination](https://docs.aws.amazon.com/AmazonS3/latest/API/API_Destination.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, get, present
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.replication import BUCKET, rules_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, certainty_under, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="S3-REPL-007",
    title="Selection of encrypted objects without a replica key, or the reverse",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(BUCKET,),
    root_cause="Replication of encrypted objects was configured by half.",
    fix="Enable SseKmsEncryptedObjects and set ReplicaKmsKeyID in the same rule.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html",
    source="S3 API Reference, SourceSelectionCriteria and Destination, 2026-11-20",
)
def check(bucket: Resource, context: Context) -> Iterator[Answer]:
    """Compares the two elements in every rule."""
    for replication in rules_of(bucket):
        selected = get(replication.value, "SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status")
        key = get(replication.value, "Destination", "EncryptionConfiguration", "ReplicaKmsKeyID")
        evidence = (
            *quoted({"SseKmsEncryptedObjects.Status": selected, "ReplicaKmsKeyID": key}),
            *replication.doubts,
        )
        certainty = certainty_under(replication.doubts)
        if equals(selected, "Enabled") is Truth.YES and isinstance(key, Absent):
            message = "the rule selects encrypted objects and names no key for their replicas"
            yield Fault(message, selected, evidence, certainty=certainty)
        elif present(key) is Truth.YES and isinstance(selected, Absent):
            yield Fault(
                "the rule names a key for replicas and does not say whether encrypted objects are replicated",
                key,
                evidence,
                certainty=certainty,
                patch="SourceSelectionCriteria:\n  SseKmsEncryptedObjects:\n    Status: Enabled",
            )
