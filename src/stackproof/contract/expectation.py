"""What a requirement asks for: resources, outputs, files, or the answer of a named check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.contract.document import Node
    from stackproof.contract.matcher import Has, Matcher, Selector
    from stackproof.contract.pattern import Pattern
    from stackproof.graph.location import Location


@dataclass(frozen=True, slots=True)
class Count:
    """How many there have to be; `most` is None when there is no upper bound."""

    least: int = 1
    most: int | None = None

    def __str__(self) -> str:
        if self.least == self.most:
            return f"exactly {self.least}"
        return f"at least {self.least}" if self.most is None else f"{self.least} to {self.most}"


@dataclass(frozen=True, slots=True)
class ResourceExpectation:
    """Resources that have to be there, and what holds of each of them (or, with `any`, of one)."""

    selector: Selector
    count: Count
    has: tuple[Has, ...]
    any: bool
    at: Location


@dataclass(frozen=True, slots=True)
class OutputExpectation:
    """Outputs by a glob of their names, and what holds of the value of each."""

    name: str
    count: Count
    value: Matcher | None
    at: Location


@dataclass(frozen=True, slots=True)
class FileExpectation:
    """Files by a glob of their paths in the project, and expressions that each of them contains."""

    glob: str
    contains: tuple[Pattern, ...]
    count: Count
    at: Location


@dataclass(frozen=True, slots=True)
class CheckExpectation:
    """A named check with its parameters, as they stand in the contract."""

    name: str
    parameters: Node
    at: Location


Expectation = ResourceExpectation | OutputExpectation | FileExpectation | CheckExpectation
