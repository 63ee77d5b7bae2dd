"""The project has tests, each of them tests something, and those for what is deployed mock nothing.

## What it proves
There are files of tests in Python, TypeScript or JavaScript; each test in them has a body that is more than constants,
refusals and commented assertions; and no file of integration tests, nor a `conftest.py` for them, sets up a mock. Tests
are read and never run, so whether they pass is not told.

## Parameters
- `kinds`: `unit`, `integration` or both: there has to be a file of each. Files are integration tests when their path
  says so (`integration`, `e2e`).

## Example
    expect: {check: tests.are-real, with: {kinds: [unit, integration]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import Parameter, check
from stackproof.contract.document import fault
from stackproof.contract.fields import texts_of
from stackproof.contract.outcome import proven, together, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.location import Location
from stackproof.sources.own_tests.reading import test_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.sources.own_tests.model import FileOfTests

_KINDS = ("unit", "integration")


def _kinds(node: Node, name: str) -> tuple[str, ...]:
    found = texts_of(node, name)
    for one in found:
        if one not in _KINDS:
            raise fault(f"{name} has to be of unit and integration, and this is {one[:40]}", node.at)
    return found


def judge(context: EvaluationContext, **given: tuple[str, ...]) -> Outcome:
    """Judges every file of tests."""
    files = list(test_files(context.sources))
    if not files:
        return violated("there are no tests", context.home)
    outcomes = [outcome for file in files for outcome in _file(file)]
    outcomes.extend(
        violated(f"there are no {kind} tests", Location(files[0].name, 1))
        for kind in given["kinds"]
        if not any(file.integration == (kind == "integration") and file.cases for file in files)
    )
    return together(outcomes)


CHECK = check({"kinds": Parameter(_kinds, "unit, integration or both", default=())})(judge)


def _file(file: FileOfTests) -> Iterator[Outcome]:
    for case in file.cases:
        if case.nothing:
            words = f"the test {case.name} tests nothing: {case.nothing}"
            yield violated(words, case.at, Proof("", case.at, words))
    if file.integration:
        for mock in file.mocks:
            words = f"the integration tests of {file.name} mock: {mock.name}"
            yield violated(words, mock.at, Proof("", mock.at, words))
    if not file.cases:
        yield violated(f"{file.name} holds no test", Location(file.name, 1))
    else:
        yield proven(Proof("", file.cases[0].at, f"{file.name} holds {len(file.cases)} tests"))
