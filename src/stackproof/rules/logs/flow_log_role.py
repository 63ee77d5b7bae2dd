"""A flow log reaches its log group by a role.

## What it does
Reports a VPC flow log to a log group without `DeliverLogsPermissionArn`, and one whose role, one of the project,
cannot be assumed by `vpc-flow-logs.amazonaws.com`.

## Why is this bad
EC2 refuses the flow log: "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs" or
"Unable to assume given IAM role". The deployment stops there.

## How to mend
Make a role that `vpc-flow-logs.amazonaws.com` can assume, with `logs:CreateLogStream`, `logs:PutLogEvents`,
`logs:DescribeLogGroups` and `logs:DescribeLogStreams`, and name it. A flow log to a bucket takes no role.

## References
- [Publish flow logs to CloudWatch Logs](https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html)
- [CreateFlowLogs](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals, present, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.reasoning.iam import assumable_by, trust_is_known
from stackproof.reasoning.iam.attachments import ROLE
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_SERVICE = "vpc-flow-logs.amazonaws.com"


@rule(
    id="CW-FLOW-001",
    title="Flow log without a role to write by",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=("AWS::EC2::FlowLog",),
    root_cause="The flow log was connected with its log group as other services are, which need no role.",
    fix="Name a role that vpc-flow-logs.amazonaws.com can assume.",
    impacts=Impacts(security="Without the flow log the network's traffic leaves no trace."),
    effort=10,
    reference="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html",
    source="VPC User Guide, flow-logs-iam-role; EC2 API Reference, CreateFlowLogs, 2026-11-28",
)
def check(flow: Resource, context: Context) -> Iterator[Answer]:
    """Asks when the destination is a log group for certain."""
    kind, role = flow.get("LogDestinationType"), flow.get("DeliverLogsPermissionArn")
    group = meant(context.graph, flow.get("LogDestination"), "AWS::Logs::LogGroup")
    by_name = present(flow.get("LogGroupName")) is Truth.YES
    to_logs = present(kind) is Truth.NO or equals(kind, "cloud-watch-logs") is Truth.YES
    if not to_logs or (group is None and not by_name):
        return
    if present(role) is Truth.NO:
        yield Fault(
            f"{flow.address} writes to a log group and names no role for it",
            flow.get("LogGroupName") if by_name else flow.get("LogDestination"),
            quoted({"LogDestinationType": kind, "DeliverLogsPermissionArn": role}),
        )
    found = meant(context.graph, role, ROLE)
    trusted = assumable_by(found) if found is not None else ()
    if found is not None and trust_is_known(found) and not any(_may_be_it(one.value) for one in trusted):
        listed = ", ".join(string(one.value) or "(another)" for one in trusted)
        yield Fault(
            f"{flow.address} writes by {found.address} ({found.location}), which {_SERVICE} cannot assume",
            role,
            (f"assumable by: {listed or '(nobody)'}",),
        )


def _may_be_it(value: object) -> bool:
    return not isinstance(value, Known) or string(value) in (_SERVICE, "*")
