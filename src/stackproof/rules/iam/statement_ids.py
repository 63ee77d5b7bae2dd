"""Statements of an IAM policy have ids that IAM takes.

## What it does
Reports an IAM policy or trust policy in which two statements have the same `Sid`, or whose `Sid` holds anything but
letters and digits.

## Why is this bad
IAM refuses the policy as malformed ("Statement IDs (SID) in a single policy must be unique", "must be alpha-numeric"),
so that the deployment fails. Policies of other services are less strict, and are not looked at.

## How to mend
Give each statement an id of its own, of letters and digits, or none.

## References
- [IAM JSON policy elements: Sid](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.query import get
from stackproof.graph.truth import Truth
from stackproof.reasoning.iam.sites import IDENTITY, sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_ALLOWED = re.compile(r"[A-Za-z0-9]*")


@rule(
    id="IAM-SID-001",
    title="Statement ids that IAM refuses",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=IDENTITY,
    root_cause="Statements were copied, or the id was written as a sentence.",
    fix="Give each statement an id of its own, of letters and digits.",
    impacts=Impacts(),
    effort=2,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
    source="IAM User Guide, IAM JSON policy elements: Sid, 2026-11-28",
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Compares the ids of each document."""
    for site in sites_of(holder, context.graph):
        seen: dict[str, str] = {}
        for statement in site.document.statements:
            if not statement.sid or statement.present is not Truth.YES:
                continue
            sid = get(statement.value, "Sid")
            if not _ALLOWED.fullmatch(statement.sid):
                message = f"the statement id {statement.sid} holds something that is neither letter nor digit"
                yield Fault(message, sid, quoted({"Sid": sid}))
            elif statement.sid in seen:
                first = seen[statement.sid]
                yield Fault(f"two statements have the id {statement.sid}", sid, (f"the first stands at {first}",))
            seen.setdefault(statement.sid, str(sid.at))
