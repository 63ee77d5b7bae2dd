"""A key policy leaves somebody who can change it.

## What it does
Reports a key policy that lets no account, role or user do `kms:PutKeyPolicy`, such as one that names services alone,
and does not bypass KMS's check of that (`BypassPolicyLockoutSafetyCheck`).

## Why is this bad
KMS refuses such a policy: "The new key policy will not allow you to update the key policy in the future". The
deployment stops there. With the check bypassed the key could never be changed again.

## How to mend
Keep the statement of the default policy: `kms:*` for `arn:aws:iam::<account>:root`, which leaves the key to the
account's IAM policies.

## References
- [Default key policy](https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html)
- [CreateKey](https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.iam.documents import read_document
from stackproof.reasoning.iam.matching import speaks_of_action
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.documents import Statement


@rule(
    id="KMS-POLICY-001",
    title="Key policy that nobody could change",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::KMS::Key", "AWS::KMS::ReplicaKey"),
    root_cause="A key policy replaces the default one, and the statement for the account was left out.",
    fix="Let the account do kms:* in the key policy.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
    source="KMS Developer Guide, key-policy-default; KMS API Reference, CreateKey, 2026-11-28",
)
def check(key: Resource, context: Context) -> Iterator[Answer]:
    """Looks for a statement that may let somebody change the policy."""
    written = key.get("KeyPolicy")
    if isinstance(written, Absent) or is_true(key.get("BypassPolicyLockoutSafetyCheck")) is not Truth.NO:
        return
    policy = read_document(written, key)
    if not policy.complete or any(_may_leave_it_open(one) for one in policy.statements):
        return
    yield Fault(
        f"the key policy of {key.address} lets nobody change it",
        written,
        (f"statements: {len(policy.statements)}", "none lets an account, role or user do kms:PutKeyPolicy"),
        patch=(
            "- Effect: Allow\n  Principal: {AWS: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}\n"
            "  Action: 'kms:*'\n  Resource: '*'"
        ),
    )


def _may_leave_it_open(statement: Statement) -> bool:
    if statement.effect == "Deny" or speaks_of_action(statement, "kms:PutKeyPolicy") is Truth.NO:
        return False
    if statement.not_principals.written or not statement.principals.complete:
        return True
    return any(one.kind != "Service" for one in statement.principals.items)
