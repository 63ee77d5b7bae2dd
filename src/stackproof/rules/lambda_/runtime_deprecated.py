"""A deprecated runtime gets no security updates, and will be closed.

## What it does
Reports a function whose `Runtime` is deprecated on the day of the assessment, while functions can still be created with
it. The message names the day on which that ends, where AWS has named one. Runtimes that are closed already are the
matter of [LAMBDA-RUNTIME-001](LAMBDA-RUNTIME-001.md).

## Why is this bad
AWS applies no more security updates and gives no support. From the day that the runtime is closed, the stack cannot be
created any more, neither in another region nor after a loss; later, functions cannot be updated either.
cloudformation-validate and cfn-lint warn of the same as W2531 for a CloudFormation template.

## How to mend
Move to the newest runtime of the language and run the function's tests with it.

## References
- [Lambda runtimes](https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts import lambda_service
from stackproof.graph.query import string
from stackproof.reasoning.conditions import branches, rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LAMBDA-RUNTIME-002",
    title="Deprecated runtime",
    severity="medium",
    blocks="none",
    category="security",
    types=("AWS::Lambda::Function",),
    root_cause="The runtime was current when the code was written, or when its author learnt it.",
    fix="Choose the newest runtime of the language.",
    impacts=Impacts(security="The runtime gets no security updates."),
    effort=60,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    source="Lambda Developer Guide, lambda-runtimes, as cfn-lint 1.58 carries it, 2026-10-20",
    same_as=("W2531",),
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Looks the runtime up for the day of the assessment; LAMBDA-RUNTIME-001 says what cannot be told."""
    written = function.get("Runtime")
    for (value,) in branches(written, existing=(function,)):
        facts = lambda_service.runtime(string(value) or "")
        if facts is None or facts.deprecated is None or facts.deprecated > context.today:
            continue
        closes = facts.create_blocked
        if closes is not None and closes <= context.today:
            continue
        until = f" and cannot be chosen from {closes} on" if closes else ""
        yield Fault(
            f"{function.address} uses {facts.name}, which is deprecated since {facts.deprecated}{until}",
            written,
            (*quoted({"Runtime": written}), lambda_service.source()),
            "assumption" if rests_on(written) or value != written else "proved",
            patch=f"Runtime: {facts.successor}" if facts.successor else "",
        )
        return
