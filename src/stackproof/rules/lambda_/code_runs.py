"""The handler of a function can be run.

## What it does
Reports a handler in Python whose module is no valid Python, that does not take the two arguments that Lambda gives it,
or that asks its context for an attribute that it does not have (`context.request_id`). Handlers with decorators are
asked for their syntax alone.

## Why is this bad
The deployment succeeds, and each invocation fails.

## How to mend
Correct the code. The request's id is `context.aws_request_id`; the time that is left is
`context.get_remaining_time_in_millis()`.

## References
- [The context object in Python](https://docs.aws.amazon.com/lambda/latest/dg/python-context.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule
from stackproof.sources.functions import code_of, is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_KINDS = frozenset({"syntax", "arity", "context"})


@rule(
    id="LAMBDA-CODE-002",
    title="Handler that fails when it is run",
    severity="high",
    blocks="runtime",
    category="deployability",
    types=("AWS::Lambda::Function",),
    root_cause="The handler was never run.",
    fix="Correct the code of the handler.",
    impacts=Impacts(),
    effort=15,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/python-context.html",
    source="Lambda Developer Guide, python-context and python-handler, 2026-11-28",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Says what is wrong with the code, at its own line."""
    if context.sources is None or function.framework or function.exists is Truth.NO:
        return
    code = code_of(function, context.sources)
    if code.handler is None or is_placeholder(code.package):
        return
    for trouble in code.handler.troubles:
        if trouble.kind in _KINDS:
            yield Fault(f"the handler of {function.address} fails: {trouble.message}", trouble.at)
