"""No function can be created with a runtime that AWS has closed.

## What it does
Reports a function whose `Runtime` can no longer be chosen on the day of the assessment. The dates come from AWS's own
table, as cfn-lint carries it; a runtime that the table does not have is undecided.

## Why is this bad
`CreateFunction` refuses it ("The runtime parameter of python3.7 is no longer supported for creating or updating AWS
Lambda functions"), so a new stack rolls back. cloudformation-validate and cfn-lint report the same as E2531 for a
CloudFormation template; this rule says so for every tool and for the day that it is asked about.

## How to mend
Move to the newest runtime of the language and run the function's tests with it.

## References
- [Lambda runtimes](https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts import lambda_service
from stackproof.graph.query import is_open, string, why
from stackproof.reasoning.conditions import branches, rests_on
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LAMBDA-RUNTIME-001",
    title="Runtime that can no longer be chosen",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::Lambda::Function",),
    root_cause="The runtime was current when the code was written, or when its author learnt it.",
    fix="Choose the newest runtime of the language.",
    impacts=Impacts(security="A closed runtime gets no security updates."),
    effort=60,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    source="Lambda Developer Guide, lambda-runtimes, as cfn-lint 1.58 carries it, 2026-10-20",
    same_as=("E2531", "E2533"),
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Looks the runtime up for the day of the assessment."""
    written = function.get("Runtime")
    for (value,) in branches(written, existing=(function,)):
        name = string(value)
        if name is None and not is_open(value):
            continue  # a container image, or something that CloudFormation refuses anyway
        if name is None:
            yield Undecided(f"the runtime of {function.address} is open: {why(value)}", written)
            return
        facts = lambda_service.runtime(name)
        if facts is None:
            yield Undecided(f"the runtime {name} is not in the table of runtimes ({lambda_service.source()})", written)
        elif facts.create_blocked is not None and facts.create_blocked <= context.today:
            successor = f"; {facts.successor} is the newest of its kind" if facts.successor else ""
            yield Fault(
                f"{function.address} uses {name}, which no function can be created with since "
                f"{facts.create_blocked}{successor}",
                written,
                (*quoted({"Runtime": written}), lambda_service.source()),
                "assumption" if rests_on(written) or value != written else "proved",
                patch=f"Runtime: {facts.successor}" if facts.successor else "",
            )
            return
