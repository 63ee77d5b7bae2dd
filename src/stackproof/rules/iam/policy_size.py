"""Policies are no larger than IAM takes.

## What it does
Reports a managed policy of more than 6,144 characters, and inline policies of a role that have more than 10,240
together (2,048 for a user, 5,120 for a group). White space does not count. What is filled in at deployment counts as
one character, so that a policy that is reported is too large for certain.

## Why is this bad
IAM refuses the policy (LimitExceeded), so that the deployment fails.

## How to mend
Join statements, use wildcards in actions where they mean the same, or divide a policy into several managed ones.

## References
- [IAM and AWS STS quotas](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Sensitive, Text, Value, scalar_text
from stackproof.reasoning.iam.attachments import ATTACHMENT, attachments
from stackproof.reasoning.iam.sites import sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_MANAGED = "AWS::IAM::ManagedPolicy"
_LIMITS = {_MANAGED: 6144, "AWS::IAM::Role": 10240, "AWS::IAM::User": 2048, "AWS::IAM::Group": 5120}
_AS_MANAGED = (_MANAGED, ATTACHMENT)


@rule(
    id="IAM-SIZE-001",
    title="Policies larger than IAM takes",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=tuple(_LIMITS),
    root_cause="Statement was added to statement.",
    fix="Join statements, or divide the policy into several managed ones.",
    impacts=Impacts(),
    effort=30,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    source="IAM User Guide, IAM and AWS STS quotas, 2026-11-28",
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Counts the characters of the policies."""
    limit = _LIMITS[holder.type]
    documents = list(_documents(holder, context.graph))
    total = sum(_length(value) for value in documents)
    if total > limit:
        yield Fault(
            f"the {'policy' if holder.type == _MANAGED else 'inline policies'} of {holder.address} "
            f"{'has' if holder.type == _MANAGED else 'have'} at least {total:,} characters; IAM takes {limit:,}",
            documents[0],
            (f"{total:,} characters without white space",),
        )


def _documents(holder: Resource, graph: Graph) -> Iterator[Value]:
    for site in sites_of(holder, graph):
        if site.kind == "identity":
            yield site.value
    if holder.type != _MANAGED:
        yield from (one.get("PolicyDocument") for one in _given(holder, graph) if one.type not in _AS_MANAGED)


def _given(holder: Resource, graph: Graph) -> list[Resource]:
    """The policies beside a role or user that are certainly given to it."""
    if holder.type not in ("AWS::IAM::Role", "AWS::IAM::User"):
        return []
    return [one.policy for one in attachments(holder, graph) if one.truth is Truth.YES]


def _length(value: Value) -> int:
    """The characters of a policy as JSON without white space, at least."""
    if isinstance(value, Sensitive):
        return _length(value.inner)
    if isinstance(value, Conditional):
        return min(_length(value.then), _length(value.otherwise))
    if isinstance(value, MapValue):
        return 2 + sum(len(key) + 3 + _length(item) for key, item in value.entries.items()) + _commas(value.entries)
    if isinstance(value, ListValue):
        return 2 + sum(_length(item) for item in value.items) + _commas(value.items)
    if isinstance(value, Text):
        return 2 + sum(len(part) if isinstance(part, str) else 1 for part in value.parts)
    if isinstance(value, Known):
        written = scalar_text(value.data)
        # A document that is given as JSON text is counted as it is, without white space.
        return len("".join(written.split())) + (0 if written.lstrip().startswith("{") else 2)
    return 1


def _commas(entries: dict[str, Value] | tuple[Value, ...]) -> int:
    return max(len(entries) - 1, 0)
