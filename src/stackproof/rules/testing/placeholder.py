"""A test that cannot fail, or cannot pass, says nothing of the code.

## What it does
Reports tests in Python, TypeScript and JavaScript whose body is empty, is `pass`, asserts constants alone
(`assert True`, `expect(true).toBe(true)`), only fails or skips, or has its assertions commented out; and files in a
folder of tests that are named as tests and hold none. Nothing is run.

## Why is this bad
The suite is green and covers nothing. A test that always fails is switched off before long, with those beside it.

## How to mend
Synthesise the stack in the test and assert what it has to hold, or delete the test.

## References
- [Test AWS CDK applications](https://docs.aws.amazon.com/cdk/v2/guide/testing.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.location import Location
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.own_tests.reading import test_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_FOLDERS = frozenset({"test", "tests", "__tests__", "spec"})


@rule(
    id="TEST-PLACEHOLDER-001",
    title="A test tests nothing",
    severity="medium",
    blocks="none",
    category="operations",
    types=PROJECT,
    root_cause="The test was made as a place to fill in later.",
    fix="Assert what the stack has to hold, or delete the test.",
    impacts=Impacts(),
    effort=20,
    reference="https://docs.aws.amazon.com/cdk/v2/guide/testing.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at each test of each file."""
    for file in test_files(context.sources) if context.sources is not None else ():
        for case in file.cases:
            if case.nothing:
                yield Fault(f"the test {case.name} tests nothing: {case.nothing}", case.at)
        if not file.cases and _FOLDERS & set(file.name.split("/")[:-1]):
            yield Fault(f"{file.name} is named as a file of tests and holds none", Location(file.name, 1))
