"""What an expression can see: the names at its place, and what evaluates it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.graph.location import Location
    from stackproof.graph.values import Value
    from stackproof.synthesis.terraform.conditions import Conditions
    from stackproof.synthesis.terraform.files import Files
    from stackproof.synthesis.terraform.limits import Limits
    from stackproof.synthesis.terraform.syntax import Expression, Step


class Scope(Protocol):
    """Where the names of a module lead."""

    @property
    def files(self) -> Files:
        """The files that functions may read."""

    def resolve(self, name: str, path: Sequence[Step], at: Location, frame: Frame) -> tuple[Value, int]:
        """What a name stands for with as many of the steps behind it as it takes, and how many those are."""


class Evaluates(Protocol):
    """The evaluator, as loops and functions need it."""

    limits: Limits
    conditions: Conditions

    def evaluate(self, expression: Expression, frame: Frame) -> Value:
        """The value of an expression."""

    def resolved(self, value: Value) -> Value:
        """What the configuration sets the attribute to that a reference asks for; any other value as it is."""

    def forgiving(self, expression: Expression, frame: Frame) -> Value:
        """The value of an expression that is perhaps never evaluated: what fails in it is no fault."""


class Frame:
    """The names that are known at one place: variables of `for`, iterators, `each`, `count` and the module's own.

    Attributes:
        scope: the module.
        names: variables of this frame.
        parent: the frame around it.
        label: what tells this frame from its siblings, for the names of conditions; empty for a module's own.
    """

    __slots__ = ("label", "names", "parent", "scope")

    def __init__(
        self, scope: Scope, names: dict[str, Value] | None = None, parent: Frame | None = None, label: str = ""
    ) -> None:
        self.scope = scope
        self.names = names or {}
        self.parent = parent
        self.label = label

    def find(self, name: str) -> Value | None:
        """A variable of this frame or of one around it."""
        frame: Frame | None = self
        while frame is not None:
            found = frame.names.get(name)
            if found is not None:
                return found
            frame = frame.parent
        return None

    def inner(self, names: dict[str, Value], label: str = "") -> Frame:
        """A frame inside this one; its label continues this one's."""
        return Frame(self.scope, names, self, f"{self.label} {label}".strip() if label else self.label)
