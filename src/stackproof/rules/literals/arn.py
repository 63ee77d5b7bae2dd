"""What exists outside of the stack is named by a parameter, not by a fixed ARN.

## What it does
Reports a resource that names another one by an ARN in which an account is written out: a certificate, key, role,
topic or function that has to exist in that account before the stack is deployed. Defaults of parameters and
variables are left out, values of settings that the contract gives, and layers: they are published in the accounts of
others.

## Why is this bad
The stack can be deployed for that one account alone. `123456789012` and `111122223333` are the accounts of the
documentation, in which nobody has anything.

## How to mend
Refer to the resource where the project makes it; make the ARN a parameter; write `${AWS::AccountId}` and
`${AWS::Region}`, or look it up (`data "aws_acm_certificate"`).

## References
- [ARNs](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html)
- [Pseudo parameters](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.query import assumption, string
from stackproof.reasoning.literals import identifiers
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_ACCOUNT = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):")
# What others publish, and whom a policy lets in.
_ELSEWHERE = frozenset({"Layers", "ServiceToken", "AWS", "Principal", "Principals"})
DOCUMENTATION = frozenset({"111111111111", "111122223333", "123456789012", "444455556666", "555555555555"})
"""Accounts that AWS's documentation uses in examples."""


@rule(
    id="LITERAL-ARN-001",
    title="Account written out in an ARN",
    severity="low",
    blocks="none",
    category="deployability",
    types=EVERY_TYPE,
    root_cause="The ARN was copied from one account.",
    fix="Refer to the resource, or make its ARN a parameter.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    source="IAM User Guide, ARNs, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the first ARN of each resource that is written out with an account."""
    own = string(resource.account)
    for literal in context.graph.index(identifiers).get(resource.address, ()):
        found = _ACCOUNT.match(literal.text)
        if found is None or literal.key in _ELSEWHERE or found.group(1) == own or assumption(literal.value):
            continue
        if literal.text in context.given:
            continue
        account = found.group(1)
        what = "the documentation's account" if account in DOCUMENTATION else "the account"
        yield Fault(
            f"{literal.key} of {resource.address} names something in {what} {account}",
            literal.value,
            (f"{literal.key} = {literal.text}",),
        )
        return
