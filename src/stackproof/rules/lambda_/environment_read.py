"""What the code reads from its environment is set.

## What it does
Reports an environment variable that the code of a function needs and that the function does not set: in Python
`os.environ["NAME"]` without a handler of the error, in Node.js a variable that is given to a call of AWS as it is.
Variables that Lambda sets itself, and reads behind a test whether the variable is there, are left alone; so is a
function whose variables are not all known.

## Why is this bad
The function fails when it is loaded or invoked: `KeyError`, or a call without the name of its table.

## How to mend
Set the variable in the function's `Environment`, or correct the name where it is read.

## References
- [Environment variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule
from stackproof.sources.environment import is_guarded, settings_of
from stackproof.sources.functions import code_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LAMBDA-ENV-002",
    title="Environment variable that the code needs and nobody sets",
    severity="high",
    blocks="runtime",
    category="wiring",
    types=("AWS::Lambda::Function",),
    root_cause="Code and configuration name different variables.",
    fix="Set the variable, or correct its name in the code.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    source="Lambda Developer Guide, configuration-envvars, 2026-11-28",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Compares what is read for certain with what is set for certain."""
    if context.sources is None or function.framework or function.exists is Truth.NO:
        return
    code = code_of(function, context.sources)
    settings = settings_of(function)
    if code.handler is None or not settings.complete:
        return
    said: set[str] = set()
    for read in code.handler.reads:
        if not read.required or read.default or read.name in said or settings.has(read.name) is not Truth.NO:
            continue
        if is_guarded(read.tests, read.name, settings):
            continue
        said.add(read.name)
        listed = ", ".join(sorted(settings.names)) or "none"
        yield Fault(
            f"the code of {function.address} needs {read.name}, which the function does not set",
            read.at,
            (f"environment variables of the function ({function.location}): {listed}",),
        )
