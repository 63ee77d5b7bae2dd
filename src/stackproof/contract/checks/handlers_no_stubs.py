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
from stackproof.graph.location import Location
from stackproof.graph.query import matches, string, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known
from stackproof.project.files import below, read_text
from stackproof.sources.python import SourceError, defines, functions, parse

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

# The attribute under which the AWS CDK's code folder is kept; a template names it in `Code` itself.
_ASSET = "AssetPath"


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
    module, _, name = handler.rpartition(".")
    inline = function.get("Code", "ZipFile")
    if not isinstance(inline, Absent):
        written = string(inline)
        if written is None:
            return undecided(f"the code of {function.address}: {why(inline)}", place(function, inline))
        at = place(function, inline)
        return together(_module(function, written, at.file, name, offset=at.line, inline=True))
    folder = _folder(function)
    if folder is None:
        return undecided(f"the code of {function.address} is not a folder of the project", function.location)
    files = [one for one in below(context.root, folder) if one.endswith(".py")]
    wanted = f"{folder}/{module.replace('.', '/')}.py" if folder not in files else folder
    if wanted not in files:
        words = f"{function.address}: there is no {wanted}, which its handler {handler} needs"
        return violated(words, function.location, note(function, words))
    outcomes: list[Outcome] = []
    for file in files:
        text = read_text(context.root, file)
        if text is None:
            outcomes.append(undecided(f"{file} cannot be read as a text of the project", Location(file)))
        else:
            outcomes.extend(_module(function, text, file, name if file == wanted else None))
    return together(outcomes)


def _folder(function: Resource) -> str | None:
    """The folder or file of the code, relative to the project."""
    for value in (function.attributes.get(_ASSET), function.get("Code"), function.get("CodeUri")):
        if isinstance(value, Known) and isinstance(value.data, str) and "://" not in value.data:
            path = value.data.removeprefix("./").rstrip("/")
            if path and not path.startswith("/") and ".." not in path.split("/"):
                return path
    return None


def _module(
    function: Resource, text: str, file: str, handler: str | None, *, offset: int = 0, inline: bool = False
) -> Iterator[Outcome]:
    """Outcomes of one module; `handler` is the function that it has to define, if it is the handler's."""
    try:
        tree = parse(text)
    except SourceError as error:
        at = Location(file, offset + error.line if inline else error.line)
        yield violated(f"{file} is not Python: {error}", at, Proof(function.address, at, str(error)))
        return
    if handler is not None:
        yield _handler(function, tree, file, handler, offset)
    for one in functions(tree):
        if one.is_stub:
            at = Location(file, offset + one.line)
            words = f"{one.name} in {file} is a stub"
            yield violated(words, at, Proof(function.address, at, words))


def _handler(function: Resource, tree: ast.Module, file: str, name: str, offset: int) -> Outcome:
    found = defines(tree, name)
    if found is None:
        words = f"{function.address}: {file} defines no {name}"
        return violated(words, function.location, note(function, words))
    at = Location(file, offset + found.line)
    if found.least > 2 or (found.most is not None and found.most < 2):
        words = f"{name} in {file} does not take an event and a context"
        return violated(words, at, Proof(function.address, at, words))
    return proven(Proof(function.address, at, f"{name} handles the events"))
