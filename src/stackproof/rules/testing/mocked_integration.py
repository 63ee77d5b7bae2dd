"""An integration test that mocks the services tests the mocks.

## What it does
Reports files of tests that are meant for what was deployed (`integration` or `e2e` in their path or name) and that
import or set up a mock, or whose `conftest.py` does: moto, `unittest.mock`, `botocore.stub`, `jest.mock`,
aws-sdk-client-mock, nock, sinon.

## Why is this bad
The test passes whether or not anything was deployed, so it cannot show that the parts work together, which is all that
an integration test is for.

## How to mend
Read the outputs of the deployed stack and call the services themselves; move tests that need mocks to the unit tests.

## References
- [Test AWS CDK applications](https://docs.aws.amazon.com/cdk/v2/guide/testing.html)
- [Integration tests of serverless applications](https://docs.aws.amazon.com/lambda/latest/dg/testing-guide.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.own_tests.reading import test_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="TEST-MOCK-001",
    title="An integration test mocks the services",
    severity="medium",
    blocks="none",
    category="operations",
    types=PROJECT,
    root_cause="The test had to run without anything deployed.",
    fix="Read the deployed outputs and call the services, or move the test to the unit tests.",
    impacts=Impacts(),
    effort=60,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/testing-guide.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks for mocks in the files of integration tests; the first of a file stands for all."""
    for file in test_files(context.sources) if context.sources is not None else ():
        if file.integration and file.mocks:
            first = file.mocks[0]
            others = tuple(f"{one.name} ({one.at})" for one in file.mocks[1:])
            yield Fault(f"the integration tests of {file.name} mock: {first.name}", first.at, others)
