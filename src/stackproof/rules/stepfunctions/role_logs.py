"""The role of a state machine that logs may deliver logs.

## What it does
Reports a state machine with logging to CloudWatch Logs whose role, one of the project, is not allowed
`logs:CreateLogDelivery`.

## Why is this bad
Step Functions makes the delivery by that role when the state machine is made: "The state machine IAM Role is not
authorized to access the Log Destination". The deployment stops there.

## How to mend
Allow `logs:CreateLogDelivery`, `GetLogDelivery`, `UpdateLogDelivery`, `DeleteLogDelivery`, `ListLogDeliveries`,
`PutResourcePolicy`, `DescribeResourcePolicies` and `DescribeLogGroups` on `*`; these actions know no resources.

## References
- [Logging to CloudWatch Logs](https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, present, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.reasoning.iam import permits
from stackproof.reasoning.iam.attachments import ROLE
from stackproof.reasoning.state_machines import MACHINE
from stackproof.reasoning.wiring import meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_ACTION = "logs:CreateLogDelivery"


@rule(
    id="SFN-LOGS-001",
    title="State machine that may not deliver its logs",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=(MACHINE,),
    root_cause="Logging was switched on, and the role was not extended.",
    fix="Allow the role to manage log deliveries on *.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
    source="Step Functions Developer Guide, cw-logs, 2026-11-28",
)
def check(machine: Resource, context: Context) -> Iterator[Answer]:
    """Asks when logging is on for certain."""
    logging = machine.get("LoggingConfiguration")
    role = meant(context.graph, machine.get("RoleArn"), ROLE)
    level = string(get(logging, "Level"))
    destinations, _ = elements(get(logging, "Destinations"))
    named = [one for one in destinations if present(get(one, "CloudWatchLogsLogGroup")) is Truth.YES]
    if role is None or not named or level in (None, "OFF"):
        return
    decision = permits(context.graph, role, _ACTION, Known("*"))
    if decision.truth is Truth.NO:
        yield Fault(
            f"{role.address} ({role.location}) is not allowed {_ACTION} on *, which the logs of {machine.address} need",
            logging,
            (*quoted({"LoggingConfiguration.Level": get(logging, "Level")}), *decision.reasons),
        )
