"""Objects encrypted with KMS keys are replicated only when a rule selects them.

## What it does
Reports a replication rule of a bucket whose default encryption is SSE-KMS (`aws:kms` or `aws:kms:dsse`) when the rule's
`SourceSelectionCriteria.SseKmsEncryptedObjects.Status` is not `Enabled`.

## Why is this bad
S3 leaves objects encrypted with KMS keys out of replication unless the rule opts in. The deployment succeeds, and then
nothing that is written under the default encryption is ever copied; the replica stays empty, which shows on the day it
is needed.

## How to mend
Select the objects in each rule, name the key for the replicas in
`Destination.EncryptionConfiguration.ReplicaKmsKeyID`, and let the role decrypt with the one key and encrypt with the
other.

## References
- [Replicating encrypted objects](https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, get, why
from stackproof.graph.truth import Truth
from stackproof.reasoning.replication import BUCKET, kms_encrypted, rules_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, certainty_under, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="S3-REPL-004",
    title="Replication leaves out the objects that the bucket encrypts",
    severity="high",
    blocks="runtime",
    category="recovery",
    types=(BUCKET,),
    root_cause="Encryption with a KMS key and replication were configured apart; the rule leaves such objects out.",
    fix="Enable SourceSelectionCriteria.SseKmsEncryptedObjects in the rule and name the replica's key.",
    impacts=Impacts(security="The replica holds none of the encrypted objects, so nothing can be recovered from it."),
    effort=15,
    reference="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html",
    source="S3 User Guide, Replicating encrypted objects, 2026-11-20",
)
def check(bucket: Resource, context: Context) -> Iterator[Answer]:
    """Compares the default encryption with what each rule selects."""
    encrypted = kms_encrypted(bucket)
    if encrypted is Truth.NO:
        return
    algorithm = bucket.get("BucketEncryption")
    for replication in rules_of(bucket):
        selected = get(replication.value, "SourceSelectionCriteria", "SseKmsEncryptedObjects", "Status")
        answer = equals(selected, "Enabled") | ~encrypted
        if answer is Truth.NO:
            yield Fault(
                "the bucket encrypts with a KMS key, and the replication rule does not select encrypted objects",
                replication.value,
                (
                    *quoted({"SseKmsEncryptedObjects.Status": selected, "BucketEncryption": algorithm}),
                    *replication.doubts,
                ),
                certainty=certainty_under(replication.doubts),
                patch="SourceSelectionCriteria:\n  SseKmsEncryptedObjects:\n    Status: Enabled",
            )
        elif answer is Truth.UNDECIDED:
            hinge = algorithm if encrypted is Truth.UNDECIDED else selected
            yield Undecided(why(hinge), hinge)
