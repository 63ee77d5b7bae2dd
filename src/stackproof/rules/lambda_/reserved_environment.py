"""Lambda keeps some names of environment variables to itself.

## What it does
Reports an environment variable of a function whose name Lambda sets itself, such as `AWS_REGION` or
`AWS_LAMBDA_FUNCTION_NAME`.

## Why is this bad
`CreateFunction` and `UpdateFunctionConfiguration` refuse the function with "Reserved keys used in this request", so the
stack rolls back. cloudformation-validate reports the plain case as E3663 for a CloudFormation template; this rule says
so for every tool, at the line of the variable, looks into both branches of conditions, and leaves a variable alone that
`AWS::NoValue` takes away.

## How to mend
Remove the variable and read the one that Lambda provides: the name is there at run time without being set. Where
another value is meant (the region of a replica, say), choose a name of your own, such as `REPLICA_REGION`.

## References
- [Defined runtime environment variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.lambda_service import reserved_environment
from stackproof.graph.query import present, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import MapValue
from stackproof.reasoning.conditions import branches
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="LAMBDA-ENV-001",
    title="Reserved name of an environment variable",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::Lambda::Function",),
    root_cause="A variable that Lambda provides by itself is also set in the function's configuration.",
    fix="Remove the variable, or give it a name of your own where another value is meant.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    source="Lambda Developer Guide, configuration-envvars, as cfn-lint 1.58 carries it, 2026-10-20",
    same_as=("E3663",),
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the names that are set in any way the conditions can turn out."""
    variables = function.get("Environment", "Variables")
    reserved = reserved_environment()
    said: set[str] = set()
    for (branch,) in branches(variables, existing=(function,)):
        if not isinstance(branch, MapValue):
            continue
        for name, value in branch.entries.items():
            if name not in reserved or name in said:
                continue
            answer = present(value)
            if answer is Truth.YES:
                said.add(name)
                yield Fault(
                    f"{name} is set by Lambda itself and may not be set by {function.address}",
                    value,
                    (f"Environment.Variables.{name} is set",),
                    certainty="assumption" if branch != variables else "proved",
                )
            elif answer is Truth.UNDECIDED:
                said.add(name)
                yield Undecided(f"{name} is reserved, and {why(value)}", value)
