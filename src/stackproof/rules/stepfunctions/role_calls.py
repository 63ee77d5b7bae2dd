"""The role of a state machine may do what its tasks do.

## What it does
Reports tasks that invoke a function, publish to a topic, send to a queue or read and write a table of the project,
when the policies of the state machine's role do not allow that; and tasks that call any other operation of AWS
(`arn:aws:states:::aws-sdk:rds:failoverGlobalCluster`), when these policies allow its action on nothing at all. Tasks
with credentials of their own are left out: they call with another role.

## Why is this bad
The state machine deploys, and each execution fails at that task with an AccessDenied error ("is not authorized to
perform: lambda:InvokeFunction").

## How to mend
Allow the action on the resource in the role's policy. For functions allow the ARN and the ARN with `:*`, so that
versions and aliases are covered.

## References
- [IAM policies for integrated services](https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.graph.truth import Truth
from stackproof.reasoning.calls import refused
from stackproof.reasoning.iam import permits
from stackproof.reasoning.iam.attachments import ROLE
from stackproof.reasoning.state_machines import MACHINE, Call, calls, definition
from stackproof.reasoning.wiring import FUNCTION, QUEUE, TOPIC, function_of, meant
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_TARGETS = (FUNCTION, TOPIC, QUEUE, "AWS::DynamoDB::Table")


@rule(
    id="SFN-ROLE-001",
    title="State machine whose role may not do its tasks",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(MACHINE,),
    root_cause="A task was added to the definition, and the role was not extended.",
    fix="Allow the task's action on its resource in the role's policy.",
    impacts=Impacts(performance="Each execution fails at that task."),
    effort=10,
    reference="https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html",
    source="Step Functions Developer Guide, service-integration-iam-templates, 2026-11-28",
)
def check(machine: Resource, context: Context) -> Iterator[Answer]:
    """Asks the role for each different call."""
    graph = context.graph
    found, role = definition(machine), meant(graph, machine.get("RoleArn"), ROLE)
    if found is None or role is None:
        return
    asked: set[tuple[str, str]] = set()
    for call in calls(found):
        if call.target is None:
            yield from _anywhere(machine, role, call, asked, context)
            continue
        target = function_of(graph, call.target) if call.action.startswith("lambda") else None
        target = target or meant(graph, call.target, *_TARGETS)
        if target is None or (call.action, target.address) in asked:
            continue
        asked.add((call.action, target.address))
        decision = permits(graph, role, call.action, target)
        if decision.truth is Truth.NO:
            yield Fault(
                f"{role.address} ({role.location}) is not allowed {call.action} on {target.address}, which the state "
                f"{call.state} of {machine.address} needs",
                machine.get("RoleArn"),
                (f"called: {show(call.target)}", *decision.reasons),
            )


def _anywhere(
    machine: Resource, role: Resource, call: Call, asked: set[tuple[str, str]], context: Context
) -> Iterator[Answer]:
    """Asks the role whether it may make a call on anything, once for each action."""
    if (call.action, "") in asked:
        return
    asked.add((call.action, ""))
    if refused(context.graph, role, call.action, None, "") is not None:
        yield Fault(
            f"{role.address} ({role.location}) is allowed {call.action} on nothing, which the state {call.state} of "
            f"{machine.address} needs",
            machine.get("RoleArn"),
        )
