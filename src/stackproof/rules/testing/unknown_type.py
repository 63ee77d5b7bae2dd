"""A test asserts resources that the program does not make.

## What it does
Compares the types that tests assert of the synthesised template (`resource_count_is`, `has_resource_properties` and the
others of the AWS CDK's assertions) with the graph of the whole program, and reports a type that nothing in it has, and
a count that is more than there are in all stacks together. Where not all of the program is known, and where the
program speaks of such a resource, which it may make with other settings, nothing is said.

## Why is this bad
The test fails as soon as it is run, so it was not; or it tests a stack that is not the one deployed.

## How to mend
Assert what the stack makes, or make what the test asks for.

## References
- [Test AWS CDK applications](https://docs.aws.amazon.com/cdk/v2/guide/testing.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.own_tests.reading import test_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.sources.project import ProjectSources

_PROGRAMS = (".py", ".ts", ".js")


@rule(
    id="TEST-TYPE-001",
    title="A test asserts resources that are not there",
    severity="medium",
    blocks="none",
    category="operations",
    types=PROJECT,
    engines=("cdk",),
    root_cause="The tests and the stack were written apart from each other.",
    fix="Assert what the stack makes, or make what the test asks for.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/cdk/v2/guide/testing.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares each asserted type with those of the graph."""
    graph = context.graph
    unknown = graph.undecided_resources or any(one.level == "error" for one in graph.problems)
    if context.sources is None or not graph.resources or unknown:
        return
    for file in test_files(context.sources):
        for one in file.types:
            there = len(graph.of_type(one.name))
            if one.number == 0 or there >= (one.number or 1):
                continue
            if not there and _speaks_of(context.sources, one.name):
                continue
            wanted = f"{one.number} of" if one.number is not None and one.number > 1 else "a"
            yield Fault(
                f"the test asks for {wanted} {one.name}, and the program makes {there}", one.at, (), "heuristic"
            )


def _speaks_of(sources: ProjectSources, type_: str) -> bool:
    """Whether a file that is no test has the last word of a type's name in it."""
    word = type_.rsplit("::", 1)[-1].lower()
    own = {file.name for file in test_files(sources)}
    texts = (sources.text(name) or "" for name in sources.matching(*_PROGRAMS) if name not in own)
    return any(word in text.lower() for text in texts)
