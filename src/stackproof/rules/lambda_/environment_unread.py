"""What is set in the environment of a function is read by its code.

## What it does
Reports an environment variable of a function that its code does not read, where all of the code is seen: no layers, no
libraries beside the SDK, no build. Variables that are meant for runtimes, SDKs and agents (`AWS_...`, `NODE_...`,
`PYTHON...`, `LOG_LEVEL` and the like) are left alone.

## Why is this bad
It is a name that was mistyped on one side, or configuration that misleads whoever reads it.

## How to mend
Remove the variable, or read it.

## References
- [Environment variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule
from stackproof.sources.environment import is_for_others, settings_of
from stackproof.sources.functions import code_of, has_layers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LAMBDA-ENV-003",
    title="Environment variable that the code does not read",
    severity="low",
    blocks="none",
    category="wiring",
    types=("AWS::Lambda::Function",),
    root_cause="Code and configuration name different variables, or the code no longer needs it.",
    fix="Remove the variable, or read it.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Speaks only where all of the code is seen."""
    if context.sources is None or function.framework or function.exists is Truth.NO or has_layers(function):
        return
    code = code_of(function, context.sources)
    handler = code.handler
    if handler is None or not code.package.whole or handler.hidden_reads or handler.troubles or handler.others:
        return
    named = {read.name for read in handler.reads} | {test.name for one in handler.reads for test in one.tests}
    for name, value in settings_of(function).names.items():
        if name not in named and name not in handler.words and not is_for_others(name):
            yield Fault(f"the code of {function.address} does not read {name}", value)
