"""Another account that takes a role says a word that was agreed on.

## What it does
Reports a trust policy that lets a whole other account in, written out by its number, without any condition.

## Why is this bad
Where the account is a service provider's, which works for many customers, another customer can give it the ARN of this
role and have it act here (the confused deputy). Where it is an account of one's own, nothing follows.

## How to mend
Agree on an external id and test it in a condition on `sts:ExternalId`; or name the role of the other account, or its
organisation in a condition on `aws:PrincipalOrgID`.

## References
- [Access to AWS accounts owned by third parties](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.query import same, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.reasoning.iam.grants import assumers
from stackproof.reasoning.iam.sites import sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_ACCOUNT = re.compile(r"(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?")


@rule(
    id="IAM-TRUST-004",
    title="Role that a whole other account can assume without an external id",
    severity="low",
    blocks="none",
    category="security",
    types=("AWS::IAM::Role",),
    root_cause="The trust policy names the account and nothing else.",
    fix="Test sts:ExternalId in a condition, or name the other account's role.",
    impacts=Impacts(security="Who makes the other account act for him reaches the role."),
    effort=10,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
    source="IAM User Guide, id_roles_common-scenarios_third-party, 2026-11-28",
)
def check(role: Resource, context: Context) -> Iterator[Answer]:
    """Looks for accounts by number among those whom the trust policy lets in."""
    for site in sites_of(role, context.graph):
        for one in assumers(site.document) if site.kind == "trust" else ():
            match = _ACCOUNT.fullmatch(string(one.value) or "")
            if one.kind != "AWS" or match is None or one.truth is not Truth.YES or one.statement.conditions != ():
                continue
            if same(Known(match.group(1)), role.account) is Truth.YES:
                continue
            yield Fault(
                f"everybody in account {match.group(1)} whom it allows can assume {role.address}",
                one.value,
                (*quoted({"Principal": one.value}), "no condition on sts:ExternalId"),
            )
