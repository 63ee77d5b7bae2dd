"""The code of every Python function is there and does something.

## What it proves
The folder or file of every Lambda function with a Python runtime holds the module and the function that `Handler`
names; the function takes an event and a context; and no function of that code is a stub (`pass`, `...`, nothing but
a return, or raising NotImplementedError). Abstract methods and protocols are declarations, no stubs. The code is
parsed and never run. Functions that the framework itself makes, and those in other languages, are left out.

## Parameters
None.

## Example
    expect: {check: handlers.no-stubs}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import note, place, proven, together, undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.query import matches, string, why
from stackproof.graph.truth import Truth
from stackproof.sources.functions import code_of
from stackproof.sources.python import SourceError, defines, functions, parse

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource
    from stackproof.sources.packages import Package


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every Python function."""
    outcomes = []
    for function in context.graph.of_type("AWS::Lambda::Function"):
        python = matches(function.get("Runtime"), "python*")
        if function.framework or python is Truth.NO:
            continue
        if python is Truth.UNDECIDED:
            reason = f"the runtime of {function.address}: {why(function.get('Runtime'))}"
            outcomes.append(undecided(reason, function.location))
        else:
            outcomes.append(_function(function, context))
    return all_known(context, outcomes, "no Python function in the whole graph")


def _function(function: Resource, context: EvaluationContext) -> Outcome:
    handler = string(function.get("Handler"))
    if handler is None or "." not in handler:
        return undecided(f"the handler of {function.address}: {why(function.get('Handler'))}", function.location)
    package = code_of(function, context.sources).package
    if not package.names:
        reason = package.reason or "it is not a folder of the project"
        if package.missing is not None and not package.missing.may_be_built:
            words = f"{function.address}: {package.missing.path}, which holds its code, is not there"
            return violated(words, function.location, note(function, words))
        return undecided(f"the code of {function.address}: {reason}", place(function, package.at))
    module, _, name = handler.rpartition(".")
    stem = module.replace(".", "/")
    wanted = next((one for one in (f"{stem}.py", f"{stem}/__init__.py") if one in package.names), f"{stem}.py")
    if wanted not in package.names:
        words = f"{function.address}: there is no {wanted}, which its handler {handler} needs"
        return violated(words, function.location, note(function, words))
    outcomes: list[Outcome] = []
    for file in sorted(one for one in package.names if one.endswith(".py")):
        text = package.text(file)
        if text is None:
            outcomes.append(undecided(f"{file} cannot be read as a text of the project", package.place(file, 0)))
        else:
            outcomes.extend(_module(function, package, file, text, name if file == wanted else None))
    return together(outcomes)


def _module(function: Resource, package: Package, file: str, text: str, handler: str | None) -> Iterator[Outcome]:
    """Outcomes of one module; `handler` is the function that it has to define, if it is the handler's."""
    shown = package.place(file, 0).file if file in package.files else f"the code of {function.address}"
    try:
        tree = parse(text)
    except SourceError as error:
        at = package.place(file, error.line)
        yield violated(f"{shown} is not Python: {error}", at, Proof(function.address, at, str(error)))
        return
    if handler is not None:
        yield _handler(function, package, tree, file, handler)
    for one in functions(tree):
        if one.is_stub:
            at = package.place(file, one.line)
            words = f"{one.name} in {shown} is a stub"
            yield violated(words, at, Proof(function.address, at, words))


def _handler(function: Resource, package: Package, tree: ast.Module, file: str, name: str) -> Outcome:
    found = defines(tree, name)
    if found is None:
        words = f"{function.address}: {file} defines no {name}"
        return violated(words, function.location, note(function, words))
    at = package.place(file, found.line)
    if found.least > 2 or (found.most is not None and found.most < 2):
        words = f"{name} in {file} does not take an event and a context"
        return violated(words, at, Proof(function.address, at, words))
    return proven(Proof(function.address, at, f"{name} handles the events"))
