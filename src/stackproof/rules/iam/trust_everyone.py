"""A role can be assumed by those who need it, not by everybody.

## What it does
Reports a trust policy that lets everybody assume the role (`Principal: "*"` or `AWS: "*"`) without any condition.

## Why is this bad
Anybody with an AWS account of his own can take the role and everything that it may do. Roles with such trust are
searched for and found.

## How to mend
Name the account, role or service that is meant; where it is an organisation, add a condition on `aws:PrincipalOrgID`.

## References
- [AWS JSON policy elements: Principal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.iam.grants import assumers
from stackproof.reasoning.iam.sites import sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.grants import Assumer


@rule(
    id="IAM-TRUST-001",
    title="Role that everybody can assume",
    severity="critical",
    blocks="none",
    category="security",
    types=("AWS::IAM::Role",),
    root_cause="The trust policy was left open.",
    fix="Name in Principal who is meant, or add a condition.",
    impacts=Impacts(security="Anybody with an AWS account takes the role over."),
    effort=5,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    source="IAM User Guide, AWS JSON policy elements: Principal, 2026-11-28",
    same_as=("CKV_AWS_60", "CKV_AWS_61"),
)
def check(role: Resource, context: Context) -> Iterator[Answer]:
    """Looks for everyone among those whom the trust policy lets in."""
    for site in sites_of(role, context.graph):
        # A deny may take away what is open.
        if site.kind == "trust" and all(statement.effect == "Allow" for statement in site.document.statements):
            yield from _open(role, assumers(site.document))


def _open(role: Resource, those: tuple[Assumer, ...]) -> Iterator[Answer]:
    for one in those:
        if one.kind == "*" and one.truth is Truth.YES and one.statement.conditions == ():
            yield Fault(
                f"{role.address} can be assumed by everybody",
                one.value,
                ("Principal = *", "no condition"),
            )
