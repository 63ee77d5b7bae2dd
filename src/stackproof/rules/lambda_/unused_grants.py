"""The role of a function permits no service that its code never calls.

## What it does
Reports a role of functions that grants actions of a data service (DynamoDB, S3, SQS, SNS, Secrets Manager, Systems
Manager, Kinesis, Step Functions, EventBridge, Lambda) which no code of those functions calls. It speaks only where all
of that code is read: no layers, no libraries beside the SDK, no clients that are handed on, no other user of the role.
Functions for which Lambda itself uses the role (polling, dead letters, destinations, file systems) are left alone.

## Why is this bad
What the code does not need is there for whoever takes the function over.

## How to mend
Remove the statements from the role.

## References
- [Least privilege](https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.sdk import needed
from stackproof.graph.query import present
from stackproof.graph.truth import Truth
from stackproof.reasoning.execution import execution_role
from stackproof.reasoning.iam import granted
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule
from stackproof.sources.functions import code_of, has_layers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_FUNCTION = "AWS::Lambda::Function"
_SERVICES = {
    "dynamodb": "DynamoDB",
    "s3": "S3",
    "sqs": "SQS",
    "sns": "SNS",
    "secretsmanager": "Secrets Manager",
    "ssm": "Systems Manager",
    "kinesis": "Kinesis",
    "states": "Step Functions",
    "events": "EventBridge",
    "lambda": "Lambda",
}

_QUIET = frozenset({"logs", "cloudwatch", "sts", "xray"})


@rule(
    id="LAMBDA-ROLE-006",
    title="Service that the role permits and no code calls",
    severity="low",
    blocks="none",
    category="permissions",
    types=("AWS::IAM::Role",),
    root_cause="The role was given more than its functions need.",
    fix="Remove the statements for the service.",
    impacts=Impacts(security="Whoever takes the function over can use the service."),
    effort=10,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
)
def check(role: Resource, context: Context) -> Iterator[Answer]:
    """Compares services, not actions: which action a call needs is not always its name."""
    sources = context.sources
    functions = context.graph.index(_functions_by_role).get(role.address, [])
    if sources is None or role.framework or not functions or not _is_theirs_alone(context.graph, role, functions):
        return
    called: set[str] = set()
    for function in functions:
        code = code_of(function, sources)
        handler = code.handler
        if handler is None or has_layers(function) or _sends_elsewhere(context, function):
            return
        if handler.unseen or handler.others or handler.troubles:
            return
        for call in handler.calls:
            needs = needed(call.client, call.method, call.given or ())
            if needs is None:
                return
            called.update(one.action.partition(":")[0] for one in needs)
    if called - _SERVICES.keys() - _QUIET:
        return  # Athena, Transcribe and others use the role's permissions for S3 and secrets on the caller's behalf.
    grants = granted(context.graph, role).grants
    for service, name in _SERVICES.items():
        of_service = [one for one in grants if one.action.startswith(f"{service}:") and one.statement.effect == "Allow"]
        if of_service and service not in called:
            listed = ", ".join(sorted({one.action for one in of_service}))
            yield Fault(
                f"{role.address} permits {name}, which no code of {', '.join(one.address for one in functions)} calls",
                of_service[0].statement.value,
                (f"permitted: {listed}",),
            )


def _functions_by_role(graph: Graph) -> dict[str, list[Resource]]:
    index: dict[str, list[Resource]] = {}
    for function in graph.of_type(_FUNCTION):
        role = execution_role(graph, function)
        if role is not None:
            index.setdefault(role.address, []).append(function)
    return index


def _is_theirs_alone(graph: Graph, role: Resource, functions: list[Resource]) -> bool:
    """Whether nothing but these functions and the role's own policies refers to the role."""
    theirs = {one.address for one in functions}
    return all(
        edge.source in theirs or graph.resources[edge.source].type.startswith("AWS::IAM::")
        for edge in graph.edges_to.get(role.address, ())
    )


def _sends_elsewhere(context: Context, function: Resource) -> bool:
    """Whether Lambda itself uses the role: event sources, destinations, dead letters, file systems."""
    wired = ("AWS::Lambda::EventSourceMapping", "AWS::Lambda::EventInvokeConfig")
    edges = context.graph.edges_to.get(function.address, ())
    mounted = present(function.get("FileSystemConfigs")) is not Truth.NO  # with the role's permissions, too
    return (
        mounted
        or present(function.get("DeadLetterConfig")) is not Truth.NO
        or any(context.graph.resources[edge.source].type in wired for edge in edges)
    )
