"""A key for volumes of an Auto Scaling group lets Auto Scaling use it.

## What it does
Reports an Auto Scaling group whose launch template encrypts a volume with a key of the project, when the key policy
names neither the service-linked role `AWSServiceRoleForAutoScaling` nor anybody who could be it, and no grant is in
the project.

## Why is this bad
Auto Scaling launches by its service-linked role, and that role has no permission on keys but by the key's own policy;
that the account may use the key does not help. Every launch ends at once with `Client.InternalError: Client error on
launch`, and the group stays empty.

## How to mend
Let `arn:aws:iam::<account>:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling` do
`kms:Encrypt`, `kms:Decrypt`, `kms:ReEncrypt*`, `kms:GenerateDataKey*`, `kms:DescribeKey` and, with
`kms:GrantIsForAWSResource`, `kms:CreateGrant` in the key policy.

## References
- [Required key policy for encrypted volumes](https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import elements, get, show, string
from stackproof.graph.truth import Truth
from stackproof.reasoning.iam.attachments import resource_policy
from stackproof.reasoning.iam.matching import speaks_of_action
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.reasoning.iam.documents import Principal, Statement

_KEY, _TEMPLATE = "AWS::KMS::Key", "AWS::EC2::LaunchTemplate"


@rule(
    id="KMS-ASG-001",
    title="Key of volumes that Auto Scaling may not use",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=("AWS::AutoScaling::AutoScalingGroup",),
    root_cause="The volumes were given a key, and the key policy was not told of the role that launches them.",
    fix="Let the service-linked role of Auto Scaling use the key in its key policy.",
    impacts=Impacts(performance="No instance ever starts."),
    effort=15,
    reference="https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html",
    source="EC2 Auto Scaling User Guide, key-policy-requirements-EBS-encryption, 2026-11-28",
)
def check(group: Resource, context: Context) -> Iterator[Answer]:
    """Follows the launch template to the keys of its volumes."""
    graph = context.graph
    template = _template(graph, group)
    if template is None or graph.types & {"AWS::KMS::Grant", "aws_kms_grant", "aws:kms/grant:Grant"}:
        return
    for mapping in elements(template.get("LaunchTemplateData", "BlockDeviceMappings"))[0]:
        named = get(mapping, "Ebs", "KmsKeyId")
        found = identify(named, graph, _KEY)
        key = found.resource
        if key is None or key.type != _KEY or found.truth is not Truth.YES:
            continue
        policy = resource_policy(key, graph)
        if policy.complete and not any(_may_let_in(one) for one in policy.statements):
            yield Fault(
                f"the instances of {group.address} cannot start: {key.address} ({key.location}) does not let Auto "
                "Scaling use it",
                named,
                ("the key policy names no role AWSServiceRoleForAutoScaling",),
            )
            return


def _template(graph: Graph, group: Resource) -> Resource | None:
    written = group.get("LaunchTemplate")
    for key in ("LaunchTemplateId", "LaunchTemplateName"):
        found = meant(graph, get(written, key), _TEMPLATE)
        if found is not None:
            return found
    return None


def _may_let_in(statement: Statement) -> bool:
    if statement.effect == "Deny" or speaks_of_action(statement, "kms:Decrypt") is Truth.NO:
        return False
    if statement.not_principals.written or not statement.principals.complete:
        return True
    return any(_may_be_the_role(one) for one in statement.principals.items)


def _may_be_the_role(principal: Principal) -> bool:
    """Whether a principal may be the service-linked role: that of services and of the whole account is not."""
    if principal.kind == "Service":
        return "autoscaling" in show(principal.value)
    written = _written(principal.value)
    return not (written.endswith(":root") or (len(written) == 12 and written.isdigit()))


def _written(value: Value) -> str:
    return string(value) or show(value)
