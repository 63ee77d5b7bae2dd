"""The role of a function in a VPC may remove network interfaces whatever their id.

## What it does
Reports a function in subnets whose execution role allows `ec2:DeleteNetworkInterface` on ARNs of the form
`arn:aws:ec2:<region>:<account>:network-interface/*` alone. A role whose policies are not all known is left alone.

## Why is this bad
The interface that will be removed is not there yet when Lambda tries the role out, and an ARN that names the kind of
resource does not match what Lambda asks for: "The provided execution role does not have permissions to call
DeleteNetworkInterface on EC2". Scanners that dislike `*` lead there. Lambda's page asks for all resource ids.

## How to mend
Allow the action on `arn:aws:ec2:<region>:<account>:*/*`, the form on Lambda's page, or on `*`.

## References
- [Required IAM permissions](https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html)
- [What came of a narrower ARN](https://github.com/hashicorp/terraform-provider-aws/issues/20698)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.reasoning.execution import role_in_network
from stackproof.reasoning.iam import granted
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_ACTION = "ec2:DeleteNetworkInterface"
_BY_KIND = re.compile(r":(?:network-interface|subnet|security-group)/[^:/]*$")


@rule(
    id="LAMBDA-ROLE-007",
    title="Role of a function in a VPC that may remove interfaces by an ARN that never matches",
    severity="high",
    blocks="deploy",
    category="permissions",
    types=("AWS::Lambda::Function",),
    root_cause="The permission was narrowed to the kind of resource, which Lambda's own check of the role fails on.",
    fix="Allow ec2:DeleteNetworkInterface on arn:aws:ec2:<region>:<account>:*/*.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    source="Lambda Developer Guide, configuration-vpc, and hashicorp/terraform-provider-aws#20698, 2026-11-28",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each resource that the role may remove interfaces of."""
    role = role_in_network(context.graph, function)
    if role is None:
        return
    grants = granted(context.graph, role)
    allowed = grants.of(_ACTION)
    if grants.bounded and allowed and all(one.address is None and _BY_KIND.search(one.pattern) for one in allowed):
        patterns = sorted({one.pattern for one in allowed})
        yield Fault(
            f"{role.address}, the role of {function.address}, may {_ACTION} on {', '.join(patterns)} alone: Lambda "
            "tries it on no such ARN and refuses to create the function",
            function.get("VpcConfig", "SubnetIds"),
            (f"allowed at {allowed[0].statement.value.at}",),
            "heuristic",
        )
