"""Every module, class and function of these sources has a docstring.

## What it proves
Each Python file that the paths name is parsed, and each module, class, function and method in it has a docstring
that is not empty. Empty modules, overloads and functions inside functions are left out. The sources are never run.

## Parameters
- `paths`: files and folders of the project; a folder stands for all Python files below it. Each has to be there.

## Example
    expect: {check: sources.docstrings, with: {paths: [app.py, lib]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXTS, Parameter, check
from stackproof.contract.outcome import proven, together, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.location import Location
from stackproof.project.files import below, read_text
from stackproof.sources.python import SourceError, parse, undocumented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome


@check({"paths": Parameter(TEXTS, "files and folders", required=True)})
def CHECK(context: EvaluationContext, paths: tuple[str, ...]) -> Outcome:
    """Judges every file."""
    outcomes: list[Outcome] = []
    for path in paths:
        files = [one for one in below(context.root, path) if one.endswith(".py")]
        if not files:
            outcomes.append(violated(f"there is no Python file in {path}", Location(path)))
        for file in files:
            outcomes.extend(_file(file, context))
    return together(outcomes)


def _file(file: str, context: EvaluationContext) -> Iterator[Outcome]:
    text = read_text(context.root, file)
    if text is None:
        yield violated(f"{file} cannot be read as a text of the project", Location(file))
        return
    try:
        missing = undocumented(parse(text))
    except SourceError as error:
        yield violated(f"{file} is not Python: {error}", Location(file, error.line))
        return
    if not missing:
        yield proven(Proof("", Location(file, 1), "everything in it has a docstring"))
    for one in missing:
        at = Location(file, one.line)
        words = f"the {one.kind} {one.name} in {file} has no docstring".replace("module  in", "module")
        yield violated(words, at, Proof("", at, words))
