"""What a resource policy opens to everyone has a condition.

## What it does
Reports a policy of a queue, topic, secret, key, repository, vault, function or bucket that allows everybody something
without a condition. Of a bucket that lets everybody read its objects nothing is said, since websites do; nor of one
whose public access is blocked.

## Why is this bad
Anybody in the world, or anybody with an AWS account of his own, can do what the statement allows: read the messages and
send others, read the secret, use the key, run the function.

## How to mend
Name the account, role or service in `Principal`. Where a service sends, name it and add a condition on `aws:SourceArn`.

## References
- [AWS JSON policy elements: Principal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import is_true, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.iam.sites import GUARDS, sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.documents import Document, Statement

_PERMISSION = "AWS::Lambda::Permission"
_BUCKET_POLICY = "AWS::S3::BucketPolicy"
_READS_OBJECTS = {"s3:getobject", "s3:getobjectversion"}
_TRANSPORT = {"aws:securetransport", "s3:tlsversion"}


@rule(
    id="IAM-PUBLIC-001",
    title="Resource that everybody may use",
    severity="critical",
    blocks="none",
    category="security",
    types=(*GUARDS, _PERMISSION),
    root_cause="The policy was written for a service or partner and names everybody.",
    fix="Name in Principal who is meant, or add a condition.",
    impacts=Impacts(security="Strangers can do what the statement allows."),
    effort=10,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    source="IAM User Guide, AWS JSON policy elements: Principal, 2026-11-28",
    same_as=("CKV_AWS_70", "CKV_AWS_168", "CKV_AWS_169", "CKV_AWS_33", "CKV_AWS_32", "CKV_AWS_301"),
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Looks for statements for everyone that nothing narrows."""
    if holder.type == _PERMISSION:
        yield from _permission(holder)
        return
    if holder.exists is not Truth.YES or (holder.type == _BUCKET_POLICY and not _can_be_public(holder, context.graph)):
        return
    for site in sites_of(holder, context.graph):
        if site.kind == "resource" and not _is_narrowed(site.document):
            for statement in site.document.statements:
                if _is_open(statement) and not (holder.type == _BUCKET_POLICY and _reads_objects(statement)):
                    actions = ", ".join(show(item.value) for item in statement.actions.items) or "all but some actions"
                    yield Fault(
                        f"{holder.address} allows everybody {actions}",
                        statement.principals.items[0].value,
                        ("Principal = *", f"Action = {actions}", "no condition"),
                    )


def _is_open(statement: Statement) -> bool:
    certain = statement.effect == "Allow" and statement.present is Truth.YES and statement.conditions == ()
    return certain and any(one.kind == "*" and one.present is Truth.YES for one in statement.principals.items)


def _is_narrowed(document: Document) -> bool:
    """Whether a deny may take away what is open, or the policy is not known in full."""
    return not document.complete or any(
        statement.effect != "Allow"
        and not (statement.conditions and all(one.key.lower() in _TRANSPORT for one in statement.conditions))
        for statement in document.statements
    )


def _reads_objects(statement: Statement) -> bool:
    written = [(string(item.value) or "").lower() for item in statement.actions.items]
    return bool(written) and set(written) <= _READS_OBJECTS


def _can_be_public(policy: Resource, graph: Graph) -> bool:
    """Whether the bucket is one of the graph that takes public policies: new buckets do not unless told."""
    found = identify(policy.get("Bucket"), graph, "AWS::S3::Bucket")
    if found.resource is None or found.truth is not Truth.YES:
        return False
    block = found.resource.get("PublicAccessBlockConfiguration")
    if isinstance(block, Absent):
        return False
    names = ("BlockPublicPolicy", "RestrictPublicBuckets")
    return all(is_true(found.resource.get("PublicAccessBlockConfiguration", name)) is Truth.NO for name in names)


def _permission(permission: Resource) -> Iterator[Answer]:
    principal = permission.get("Principal")
    # A function URL that is open on purpose needs two permissions, both of which name the URL, since October 2025:
    # https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    of_url = ("FunctionUrlAuthType", "InvokedViaFunctionUrl")
    narrowed = ("SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken", *of_url)
    if string(principal) != "*" or permission.exists is not Truth.YES:
        return
    if all(isinstance(permission.get(name), Absent) for name in narrowed):
        yield Fault(
            f"{permission.address} lets everybody run the function",
            principal,
            quoted({"Principal": principal, "Action": permission.get("Action")}),
        )
