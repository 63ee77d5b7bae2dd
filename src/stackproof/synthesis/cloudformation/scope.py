"""What an intrinsic function may ask of the stack in which it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.location import Location
    from stackproof.graph.values import Value

    Function = Callable[["Scope", object, Location], Value]


class Scope(Protocol):
    """The stack around a function, as its evaluator answers for it.

    Attributes:
        mappings: the section Mappings.
    """

    mappings: dict[str, object]

    def value(self, node: object, at: Location) -> Value:
        """The value of a node that stands at a place."""

    def named(self, name: str, at: Location) -> Value:
        """What `Ref` of a name gives."""

    def attribute(self, target: str, attribute: str, at: Location) -> Value:
        """What `Fn::GetAtt` gives."""

    def imported(self, name: Value, at: Location) -> Value:
        """The value that another stack exports."""

    def branch(self, name: str, argument: list[object], at: Location) -> Value:
        """The branch of an `Fn::If` that is taken, or both under their condition."""

    def plain(self, node: object, at: Location, assumed: str | None) -> Value:
        """The value of an entry of Mappings, which holds no functions; it is placed where it is used."""

    def note(self, message: str, at: Location) -> None:
        """Reports a reservation."""

    def wrong(self, message: str, at: Location) -> Value:
        """Reports what CloudFormation would refuse, and stands for the value that cannot be had."""

    def too_much(self, units: int, at: Location) -> Value | None:
        """What stands for a value that is too large to be made; None when it is not."""
