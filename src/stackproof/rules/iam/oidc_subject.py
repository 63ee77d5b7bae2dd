"""A role for a shared identity provider says whose tokens it takes.

## What it does
Reports a trust policy that lets in tokens of a provider that everybody uses (GitHub Actions, GitLab, Terraform Cloud)
and has no condition on whom the token is for, or one that takes everybody (`repo:*`).

## Why is this bad
The provider signs tokens for all its users. A condition on the audience alone is met by the workflow of any stranger,
who takes the role over.

## How to mend
Add a condition on the subject: `token.actions.githubusercontent.com:sub` with `repo:owner/name:ref:refs/heads/main`.

## References
- [Create a role for OpenID Connect federation](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html)
- [Configuring OpenID Connect in Amazon Web Services](https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Reference
from stackproof.reasoning.iam.grants import assumers
from stackproof.reasoning.iam.sites import sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.iam.documents import Condition, Statement

_SHARED = ("token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io")
_TAKE_ALL = {"*", "repo:*", "repo:*/*", "repo:*/*:*", "repo:*:*", "project_path:*", "organization:*"}


@rule(
    id="IAM-OIDC-001",
    title="Role that any user of a shared identity provider can assume",
    severity="critical",
    blocks="none",
    category="security",
    types=("AWS::IAM::Role",),
    root_cause="The trust policy asks for the audience of the token and not for whom it is.",
    fix="Add a condition on the subject of the token.",
    impacts=Impacts(security="Anybody's workflow at the provider takes the role over."),
    effort=5,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    source="GitHub Docs, Configuring OpenID Connect in Amazon Web Services, 2026-11-28",
    same_as=("CKV_AWS_358",),
)
def check(role: Resource, context: Context) -> Iterator[Answer]:
    """Looks for tests of the token's subject in statements for the provider."""
    trust = [site.document for site in sites_of(role, context.graph) if site.kind == "trust"]
    for one in (one for document in trust for one in assumers(document)):
        if one.kind != "Federated" or one.truth is not Truth.YES:
            continue
        provider = _provider(one.value, context.graph)
        if provider is not None and _takes_everybody(one.statement, provider):
            yield Fault(
                f"{role.address} can be assumed with a token of any user of {provider}",
                one.value,
                (f"no condition on {provider}:sub that names somebody",),
            )


def _provider(value: Value, graph: Graph) -> str | None:
    named = show(value, 4096)
    if isinstance(value, Reference):
        resource = graph.resources.get(value.target)
        if resource is None or resource.type != "AWS::IAM::OIDCProvider":
            return None
        named = string(get(resource.properties, "Url")) or ""
    host = named.rsplit("oidc-provider/", 1)[-1].removeprefix("https://").split("/", 1)[0]
    return host if host in _SHARED else None


def _takes_everybody(statement: Statement, provider: str) -> bool:
    if statement.conditions is None:
        return False
    narrowing = [one for one in statement.conditions if one.key.lower() not in (f"{provider}:aud", f"{provider}:azp")]
    return all(_is_open(one, provider) for one in narrowing)


def _is_open(condition: Condition, provider: str) -> bool:
    """Whether a test of the subject takes every subject; a test of anything else narrows."""
    if condition.key.lower() != f"{provider}:sub":
        return False
    operator = condition.operator.rsplit(":", 1)[-1].lower()
    values = [string(item.value) for item in condition.values.items]
    return operator.startswith("stringlike") and any(value in _TAKE_ALL for value in values)
