"""The handler of a function does something.

## What it does
Reports a handler in Python that consists of `pass`, `...`, a bare return or `raise NotImplementedError`, and code that
is a word or two (`ZipFile: dummy`), for what is uploaded past the deployment.

## Why is this bad
The function is deployed, is invoked, and does not do what it is there for.

## How to mend
Write the handler, or leave the function out until it is written. Let the deployment itself bring the code: what is
uploaded beside it is undone by the next one that changes the placeholder.

## References
- [Handlers in Python](https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule
from stackproof.sources.functions import code_of, is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LAMBDA-CODE-003",
    title="Handler that does nothing",
    severity="medium",
    blocks="runtime",
    category="operations",
    types=("AWS::Lambda::Function",),
    root_cause="The handler was left for later.",
    fix="Write the handler.",
    impacts=Impacts(),
    effort=60,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the handler alone: other functions may be empty for good reasons."""
    if context.sources is None or function.framework or function.exists is Truth.NO:
        return
    code = code_of(function, context.sources)
    if is_placeholder(code.package):
        yield Fault(
            f"the code of {function.address} is a placeholder, which runs until other code is uploaded", code.package.at
        )
        return
    for trouble in code.handler.troubles if code.handler is not None else ():
        if trouble.kind == "stub":
            yield Fault(f"the handler of {function.address} is a stub: {trouble.message}", trouble.at)
