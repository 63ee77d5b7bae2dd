"""A service is let in for the resource that it acts for.

## What it does
Reports a permission of a function, and a statement of a queue or topic policy, for an AWS service that acts for
resources of customers (S3, SNS, EventBridge, API Gateway, CloudWatch Logs) without a condition on the source.

## Why is this bad
The service acts for all its customers. Another account can have it call the function or send to the queue, since the
policy asks only for the service (the confused deputy).

## How to mend
State the source: `SourceArn` (and for a bucket `SourceAccount`, since its ARN has no account), or a condition on
`aws:SourceArn`.

## References
- [The confused deputy problem](https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.iam.sites import sites_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_PERMISSION = "AWS::Lambda::Permission"
_SERVICES = {
    "apigateway.amazonaws.com",
    "events.amazonaws.com",
    "logs.amazonaws.com",
    "s3.amazonaws.com",
    "sns.amazonaws.com",
}
_SOURCES = ("SourceArn", "SourceAccount", "PrincipalOrgID")


@rule(
    id="IAM-SOURCE-001",
    title="Service that is let in for whomever it acts",
    severity="low",
    blocks="none",
    category="security",
    types=(
        _PERMISSION,
        "AWS::SQS::QueuePolicy",
        "AWS::SQS::QueueInlinePolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SNS::TopicInlinePolicy",
    ),
    root_cause="The policy names the service and not the resource that it acts for.",
    fix="State SourceArn, and SourceAccount for a bucket.",
    impacts=Impacts(security="Other accounts can have the service act here."),
    effort=5,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    source="IAM User Guide, The confused deputy problem, 2026-11-28",
    same_as=("CKV_AWS_364",),
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Looks for services without a source."""
    if holder.type == _PERMISSION:
        principal = holder.get("Principal")
        named = any(not isinstance(holder.get(name), Absent) for name in _SOURCES)
        if string(principal) in _SERVICES and not named and holder.exists is Truth.YES:
            yield Fault(
                f"{holder.address} lets {string(principal)} run the function for whomever it acts",
                principal,
                quoted({"Principal": principal, "SourceArn": holder.get("SourceArn")}),
            )
        return
    for site in sites_of(holder, context.graph):
        for statement in site.document.statements:
            certain = statement.effect == "Allow" and statement.present is Truth.YES and statement.conditions == ()
            for one in statement.principals.items if certain else ():
                if one.kind == "Service" and string(one.value) in _SERVICES and one.present is Truth.YES:
                    yield Fault(
                        f"{holder.address} lets {string(one.value)} in for whomever it acts",
                        one.value,
                        (*quoted({"Principal": one.value}), "no condition on aws:SourceArn or aws:SourceAccount"),
                    )
