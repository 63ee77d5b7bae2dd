"""The role of a traced function may send its traces.

## What it does
Reports a function with active tracing whose role does not allow `xray:PutTraceSegments`. A role whose policies are not
all known is left alone.

## Why is this bad
The function runs, its traces are lost, and what was to be seen in them is not.

## How to mend
Attach the managed policy `AWSXRayDaemonWriteAccess` to the role.

## References
- [Visualize invocations with X-Ray](https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals
from stackproof.graph.truth import Truth
from stackproof.reasoning.execution import execution_role, permits_anywhere
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LAMBDA-ROLE-004",
    title="Traced function whose role may not send traces",
    severity="low",
    blocks="none",
    category="operations",
    types=("AWS::Lambda::Function",),
    root_cause="Tracing was turned on, and the role was not told.",
    fix="Attach AWSXRayDaemonWriteAccess to the role.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
    source="Lambda Developer Guide, services-xray, 2026-11-28",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Asks the role of a function that is certainly traced."""
    mode = function.get("TracingConfig", "Mode")
    if function.framework or equals(mode, "Active") is not Truth.YES:
        return
    role = execution_role(context.graph, function)
    if role is not None and permits_anywhere(context.graph, role, "xray:PutTraceSegments") is Truth.NO:
        yield Fault(
            f"{function.address} is traced, and its role {role.address} does not allow xray:PutTraceSegments",
            mode,
            (*quoted({"TracingConfig.Mode": mode}), f"the role is at {role.location}"),
        )
