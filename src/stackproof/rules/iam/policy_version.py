"""A policy with variables says the version in which variables are known.

## What it does
Reports a policy that holds a policy variable (`${aws:username}`, `${aws:PrincipalTag/team}`) and has no
`Version: "2012-10-17"`.

## Why is this bad
Without a version a policy is of 2008-10-17, where `${aws:username}` is plain text. The pattern then matches a resource
whose name holds these very characters and no other: what it allows is refused, and what it denies is not.

## How to mend
Write `Version: "2012-10-17"` as the first element of the policy.

## References
- [IAM policy elements: Variables and tags](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html)
- [IAM JSON policy elements: Version](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Text, Value
from stackproof.reasoning.iam.sites import GUARDS, IDENTITY, sites_of
from stackproof.reasoning.iam.variables import names
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.documents import Statement


@rule(
    id="IAM-VERSION-001",
    title="Policy variable in a policy without the version that knows it",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(*IDENTITY, *GUARDS),
    root_cause="The policy has no Version, or the old one.",
    fix='Write Version: "2012-10-17".',
    impacts=Impacts(security="A deny that rests on the variable denies nothing."),
    effort=2,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
    source="IAM User Guide, IAM policy elements: Variables and tags, 2026-11-28",
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Looks for variables in documents in which they are plain text."""
    for site in sites_of(holder, context.graph):
        for statement in site.document.statements:
            if statement.replaces is not Truth.NO:
                continue
            for value in _values(statement):
                found = [name for text in _texts(value) for name in names(text) if ":" in name]
                if found:
                    yield Fault(
                        f"${{{found[0]}}} is plain text in a policy without Version 2012-10-17",
                        value,
                        ("the policy has no Version, or 2008-10-17",),
                        patch='"Version": "2012-10-17"',
                    )
                    break


def _values(statement: Statement) -> Iterator[Value]:
    for items in (statement.resources, statement.not_resources):
        yield from (item.value for item in items.items)
    for condition in statement.conditions or ():
        if condition.operator.rsplit(":", 1)[-1].lower().startswith(("string", "arn")):
            yield from (item.value for item in condition.values.items)


def _texts(value: Value) -> Iterator[str]:
    written = string(value)
    if written is not None:
        yield written
    elif isinstance(value, Text):
        yield from (part for part in value.parts if isinstance(part, str))
