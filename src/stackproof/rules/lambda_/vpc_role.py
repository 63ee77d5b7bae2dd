"""The role of a function in a VPC may make, see and remove network interfaces.

## What it does
Reports a function in subnets whose execution role allows `ec2:CreateNetworkInterface`,
`ec2:DescribeNetworkInterfaces` or `ec2:DeleteNetworkInterface` on nothing. A role whose policies are not all known is
left alone.

## Why is this bad
Lambda checks the role when the function is created or put into the VPC, and refuses: "The provided execution role does
not have permissions to call CreateNetworkInterface on EC2", and the same of the other two.

## How to mend
Attach the managed policy `service-role/AWSLambdaVPCAccessExecutionRole` to the role.

## References
- [Required IAM permissions](https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.reasoning.execution import permits_anywhere, role_in_network
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_ACTIONS = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")


@rule(
    id="LAMBDA-ROLE-001",
    title="Function in a VPC whose role may not handle network interfaces",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=("AWS::Lambda::Function",),
    root_cause="The function was put into subnets, and its role was not told.",
    fix="Attach service-role/AWSLambdaVPCAccessExecutionRole to the role.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
    source="Lambda Developer Guide, configuration-vpc, 2026-11-28",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Asks the role of a function that is certainly in subnets."""
    role = role_in_network(context.graph, function)
    if role is None:
        return
    missing = [one for one in _ACTIONS if permits_anywhere(context.graph, role, one) is Truth.NO]
    if missing:
        written = function.get("VpcConfig", "SubnetIds")
        yield Fault(
            f"{function.address} is put into subnets, and its role {role.address} does not allow "
            f"{', '.join(missing)}: Lambda refuses to create it",
            written,
            (*quoted({"VpcConfig.SubnetIds": written}), f"{role.address} ({role.location}) allows it on nothing"),
        )
