"""The role of every function permits each call of AWS that its code makes.

## What it proves
The code of every Lambda function in Python or JavaScript is read from its handler on, and the role of the function
allows each call that is found, on the resource that it names where that is known. What cannot be followed (a client
that is handed on, a library that calls AWS by itself, a call whose action is not known) leaves it open, and so do
roles whose policies are not all known, functions in other languages, container images, and code that is not part of the
project. Functions that the framework itself makes are left out.

## Parameters
None.

## Example
    expect: {check: handlers.call-only-permitted}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import note, proven, together, undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.facts.sdk import needed
from stackproof.graph.truth import Truth
from stackproof.reasoning.execution import execution_role, permits_anywhere
from stackproof.rules.lambda_.calls_permitted import refusals
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
    handler = code.handler
    if handler is None or handler.troubles:
        reason = code.package.reason or "it is not read"
        yield undecided(f"the code of {function.address}: {reason}", function.location)
        return
    if handler.unseen:
        yield undecided(f"the code of {function.address}: {handler.unseen}", function.location)
    role = execution_role(context.graph, function)
    if role is None and handler.calls:
        yield undecided(f"the role of {function.address} is not known", function.location)
        return
    refused = list(refusals(function, context.graph, context.sources))
    for one in refused:
        yield violated(one.message, one.location, Proof(function.address, one.location, one.message))
    actions: set[str] = set()
    for call in handler.calls:
        needs = needed(call.client, call.method, call.given or ())
        if needs is None:
            yield undecided(f"which permission {call.client}.{call.method} needs is not known", call.at)
        for need in needs or ():
            actions.add(need.action)
            if role is not None and permits_anywhere(context.graph, role, need.action) is Truth.UNDECIDED:
                yield undecided(f"whether {role.address} allows {need.action} is not known", call.at)
    if not refused:
        listed = ", ".join(sorted(actions)) or "none"
        yield proven(note(function, f"calls that the code makes: {listed}"))
