"""Every function sets the environment variables that its code needs.

## What it proves
The code of every Lambda function in Python or JavaScript is read from its handler on, and each environment variable
that it needs (`os.environ["NAME"]`, a variable that names the resource of a call) is set by the function, by Lambda
itself, or stands behind a test whether it is there. Functions in other languages, container images, and code that is
not part of the project leave it open; functions that the framework itself makes are left out.

## Parameters
None.

## Example
    expect: {check: handlers.env-matches}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import note, proven, together, undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.truth import Truth
from stackproof.sources.environment import is_guarded, settings_of
from stackproof.sources.functions import code_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every function."""
    functions = [one for one in context.graph.of_type("AWS::Lambda::Function") if not one.framework]
    outcomes = [together(_function(one, context)) for one in functions]
    return all_known(context, outcomes, "no function in the whole graph")


def _function(function: Resource, context: EvaluationContext) -> Iterator[Outcome]:
    code = code_of(function, context.sources)
    settings = settings_of(function)
    if code.handler is None or code.handler.troubles:
        reason = code.package.reason or "it is not read"
        yield undecided(f"the code of {function.address}: {reason}", function.location)
        return
    if code.handler.hidden_reads:
        yield undecided(f"the code of {function.address}: {code.handler.hidden_reads}", function.location)
    needed = [one for one in code.handler.reads if one.required and not one.default]
    for read in needed:
        there = settings.has(read.name)
        words = f"{read.name}, which the code of {function.address} needs"
        if there is Truth.YES or is_guarded(read.tests, read.name, settings):
            continue
        if there is Truth.UNDECIDED:
            yield undecided(f"whether {words}, is set", read.at)
        else:
            yield violated(f"{words}, is not set", read.at, Proof(function.address, read.at, f"{read.name} is read"))
    listed = ", ".join(sorted({one.name for one in needed})) or "none"
    yield proven(note(function, f"environment variables that the code needs: {listed}"))
