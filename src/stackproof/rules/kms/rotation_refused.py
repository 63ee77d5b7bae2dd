"""Only keys that KMS can rotate are told to.

## What it does
Reports `EnableKeyRotation: true` on an asymmetric key, an HMAC key, or a key whose material KMS did not make
(imported, in a custom key store, external), and an asymmetric or HMAC key as the encryption key of a bucket, queue,
topic, log group, table, secret, database, file system, trail or stream.

## Why is this bad
KMS answers with an UnsupportedOperationException, and the deployment stops there. Services that try the key refuse
one that does not encrypt symmetrically; those that do not try it (SQS, SNS, S3) fail at every use.

## How to mend
Leave rotation out of such a key, and use keys of the default kind (`SYMMETRIC_DEFAULT`) for encryption at rest.

## References
- [Rotating keys](https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html)
- [EnableKeyRotation](https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html)
- [Services that are integrated with KMS](https://docs.aws.amazon.com/kms/latest/developerguide/service-integration.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true, show, string
from stackproof.graph.relations import related_to
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_SYMMETRIC = "SYMMETRIC_DEFAULT"


@rule(
    id="KMS-KIND-001",
    title="Key of a kind that cannot do what is asked of it",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::KMS::Key",),
    root_cause="Settings of symmetric keys were given to a key of another kind.",
    fix="Leave rotation out, or use a symmetric key whose material KMS makes.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    source="KMS Developer Guide, rotate-keys and service-integration, 2026-11-28",
)
def check(key: Resource, context: Context) -> Iterator[Answer]:
    """Asks for rotation, and for those who encrypt with the key."""
    spec, origin, rotation = key.get("KeySpec"), key.get("Origin"), key.get("EnableKeyRotation")
    other_kind = string(spec) not in (None, _SYMMETRIC)
    other_origin = string(origin) not in (None, "AWS_KMS")
    facts = quoted({"KeySpec": spec, "Origin": origin})
    if is_true(rotation) is Truth.YES and (other_kind or other_origin):
        what = f"of the kind {show(spec)}" if other_kind else f"with material of the origin {show(origin)}"
        yield Fault(f"{key.address} is {what} and cannot be rotated by KMS", rotation, facts)
    if other_kind:
        for user in related_to(context.graph, key, "encrypted-by"):
            if user.resource is not None and user.truth is Truth.YES:
                yield Fault(
                    f"{user.resource.address} is to be encrypted with {key.address} ({key.location}), which is of the "
                    f"kind {show(spec)}",
                    user.value,
                    facts,
                )
