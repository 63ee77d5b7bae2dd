"""What is read of a file of tests, whatever its language."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stackproof.graph.location import Location


class Case(NamedTuple):
    """One test. `nothing` says why it can never fail, or never pass; it is empty for one that tests something."""

    name: str
    at: Location
    nothing: str


class Mention(NamedTuple):
    """Something that a test names: a library, a key of the outputs, a type of resources.

    `number` is how many resources of the type there have to be, where the test says so; else None.
    """

    name: str
    at: Location
    number: int | None = None


class FileOfTests(NamedTuple):
    """One file of tests.

    Attributes:
        name: relative to the sources.
        integration: whether it is meant to run against what was deployed.
        cases: its tests in order.
        mocks: what it puts in the place of services.
        outputs: constant keys that it reads of the deployed outputs.
        types: CloudFormation types that it asserts of the template.
    """

    name: str
    integration: bool
    cases: tuple[Case, ...]
    mocks: tuple[Mention, ...]
    outputs: tuple[Mention, ...]
    types: tuple[Mention, ...]
