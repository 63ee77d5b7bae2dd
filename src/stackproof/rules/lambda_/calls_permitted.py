"""The role of a function permits the calls that its code makes.

## What it does
Reads the handler of a function and what it calls inside its package, and reports calls of AWS that the function's role
does not permit: on nothing at all, or not on the very table, bucket, queue or topic that the call names by a text or by
an environment variable of the function. Of a bucket's objects, permissions on the bucket itself do not count; of an
index, those on its table.

Calls behind tests of environment variables that are not decided, with clients that have credentials or an endpoint of
their own, and roles whose policies are not all known are left alone. What the policy of a resource allows counts.

## Why is this bad
The deployment succeeds and the call fails with `AccessDeniedException`.

## How to mend
Allow the action on the resource in the role of the function (in the AWS CDK `table.grant_read_write_data(function)` and
its like).

## References
- [Execution role](https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html)
- [Actions of AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.sdk import needed, written
from stackproof.graph.query import show
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.reasoning.calls import refused
from stackproof.reasoning.execution import execution_role
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule
from stackproof.sources.environment import is_guarded, settings_of
from stackproof.sources.functions import code_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.facts.sdk import Needed
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value
    from stackproof.sources.environment import Settings
    from stackproof.sources.handlers.model import Call
    from stackproof.sources.project import ProjectSources

_TABLES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
_TYPES = {
    "bucket": ("AWS::S3::Bucket",),
    "object": ("AWS::S3::Bucket",),
    "tablename": _TABLES,
    "table": _TABLES,
    "queueurl": ("AWS::SQS::Queue",),
    "topicarn": ("AWS::SNS::Topic",),
    "functionname": ("AWS::Lambda::Function",),
    "secretid": ("AWS::SecretsManager::Secret",),
    "statemachinearn": ("AWS::StepFunctions::StateMachine",),
    "streamname": ("AWS::Kinesis::Stream",),
    "deliverystreamname": ("AWS::KinesisFirehose::DeliveryStream",),
}
_SEARCHES = ("dynamodb:query", "dynamodb:scan")


@rule(
    id="LAMBDA-ROLE-005",
    title="Call of AWS that the function's role does not permit",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=("AWS::Lambda::Function",),
    root_cause="The code was given a call, and the role was not told.",
    fix="Allow the action on the resource in the function's role.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    source="Service Authorization Reference, 2026-11-28",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Asks the role about each call, once for each action and resource."""
    if context.sources is not None and not function.framework and function.exists is not Truth.NO:
        yield from refusals(function, context.graph, context.sources)


def refusals(function: Resource, graph: Graph, sources: ProjectSources) -> Iterator[Fault]:
    """The calls of a function's code that its role certainly does not permit."""
    handler = code_of(function, sources).handler
    role = execution_role(graph, function) if handler is not None and handler.calls else None
    if handler is None or role is None:
        return
    settings = settings_of(function)
    said: set[tuple[str, str]] = set()
    for call in handler.calls:
        if is_guarded(call.tests, "", settings):
            continue
        for need in needed(call.client, call.method, call.given or ()) or ():
            named = _named(call, need, settings)
            below = _below(call, need)
            types = _TYPES.get(need.argument, ())
            refusal = refused(graph, role, need.action, named, below, *types, caller=function)
            on = refusal.target.address if refusal is not None and refusal.target is not None else ""
            if refusal is None or (need.action, on) in said or (need.action, "") in said:
                continue
            said.add((need.action, on))
            action = written(need.action, call.operation)
            where = f" on {_called(on, below)}" if on else ""
            yield Fault(
                f"the code of {function.address} calls {action}{where}, which {role.address} does not allow",
                call.at,
                (
                    *([f"the resource is named by {show(named)}"] if named is not None else []),
                    f"the role ({role.location}) allows it {'on other resources' if on else 'on nothing'}",
                ),
            )


def _called(address: str, below: str) -> str:
    if below.startswith("/index/"):
        return f"the index {below.removeprefix('/index/').replace('*', '').strip() or ''} of {address}".replace(
            "  ", " "
        )
    return f"the objects of {address}" if below else address


def _named(call: Call, need: Needed, settings: Settings) -> Value | None:
    """The value that names the resource of a call."""
    aim = call.aims.get(need.argument)
    if aim is None:
        return None
    return Known(aim.text) if aim.kind == "literal" else settings.names.get(aim.text)


def _below(call: Call, need: Needed) -> str:
    if need.action in _SEARCHES:
        index = call.aims.get("indexname")
        if index is not None and index.kind == "literal":
            return f"/index/{index.text}"
        return "/index/*" if call.given is not None and "indexname" in call.given else ""
    return "/*" if need.below else ""
