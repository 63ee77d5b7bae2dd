"""How functions are defined, and what they are called with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackproof.graph.values import Known, Reference, Sensitive, Unknown, Value, rewrite
from stackproof.synthesis.terraform.lift import (
    Failed,
    NotPlain,
    assumption_of,
    distributed,
    failed,
    from_data,
    opaque,
    to_plain,
)
from stackproof.synthesis.terraform.numbers import scalar_text, to_number
from stackproof.synthesis.terraform.steps import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.frames import Evaluates, Frame
    from stackproof.synthesis.terraform.lift import Plain

REGISTRY: dict[str, Function] = {}
"""Every function by its name; filled by the modules that `table` imports."""


class RefusedError(Exception):
    """Raised by a function for arguments that Terraform refuses; the message completes "the function upper: ..."."""


@dataclass(slots=True)
class Arguments:
    """One call.

    Attributes:
        name: of the function.
        values: the arguments; for a `@function` neither conditional nor secret nor failed themselves.
        at: where the call stands.
        evaluator, frame: for functions that evaluate templates or read files.
        open_ended: further arguments may follow, which are not known.
    """

    name: str
    values: Sequence[Value]
    at: Location
    evaluator: Evaluates
    frame: Frame
    open_ended: bool = False

    def opaque(self, reason: str = "") -> Value:
        """The result that cannot be known here."""
        return opaque(self.name, self.values, self.at, reason)

    def failed(self, reason: str) -> Failed:
        """The result where Terraform refuses the call."""
        return failed(f"the function {self.name}: {reason}", self.at)

    def with_values(self, values: Sequence[Value]) -> Arguments:
        """The same call with other arguments."""
        return Arguments(self.name, values, self.at, self.evaluator, self.frame, self.open_ended)


@dataclass(frozen=True, slots=True)
class Function:
    """A function with the number of arguments that it takes (`most` None: any number).

    Attributes:
        takes_more: it can tell something when further arguments follow that are not known.
        passes_on: a reference among its arguments becomes a part of its result.
    """

    name: str
    least: int
    most: int | None
    body: Callable[[Arguments], Value]
    takes_more: bool = False
    passes_on: bool = False

    def apply(self, call: Arguments) -> Value:
        """The result of a call."""
        count = len(call.values)
        if (count < self.least and not call.open_ended) or (self.most is not None and count > self.most):
            wanted = str(self.least) if self.least == self.most else f"at least {self.least}"
            if self.most is not None and self.most != self.least:
                wanted = f"{self.least} to {self.most}"
            return call.failed(f"it takes {wanted} arguments and is given {count}")
        for value in call.values:
            if isinstance(value, Failed):
                return value
        if call.open_ended and not self.takes_more:
            return call.opaque("a list of arguments is known in part only")
        values = [whole(value) for value in call.values]
        if not self.passes_on:
            values = [call.evaluator.resolved(value) if isinstance(value, Reference) else value for value in values]
        return distributed(values, lambda found: self.body(call.with_values(found)), call.at)


def function(
    name: str, least: int, most: int | None, *, takes_more: bool = False, passes_on: bool = False
) -> Callable[[Callable[[Arguments], Value]], Callable[[Arguments], Value]]:
    """Defines a function over values, for one that can tell something of arguments that are known in part.

    Args:
        name: the function's name.
        least, most: the number of arguments; `most` None for any number.
        takes_more: the function can tell something when further arguments follow that are not known.
        passes_on: a reference among the arguments becomes a part of the result, and is left a reference.
    """

    def define(body: Callable[[Arguments], Value]) -> Callable[[Arguments], Value]:
        REGISTRY[name] = Function(name, least, most, body, takes_more, passes_on)
        return body

    return define


def plain(name: str, kinds: str, *, optional: int = 0) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Defines a function over data, for one whose result is known only when all arguments are.

    Args:
        name: the function's name.
        kinds: one letter an argument: t text, n number, b boolean, l list, m map, a anything; a last `*` repeats.
        optional: how many of the last arguments may be left out.
    """
    repeated = kinds.endswith("*")
    letters = kinds.rstrip("*")
    least = len(letters) - optional - (1 if repeated else 0)

    def define(body: Callable[..., object]) -> Callable[..., object]:
        def call_it(call: Arguments) -> Value:
            found: list[Value] = []
            try:
                data = [to_plain(value, found) for value in call.values]
            except NotPlain:
                try:
                    # Terraform computes with what the configuration sets an attribute to.
                    known = [rewrite(value, call.evaluator.resolved) for value in call.values]
                    found.clear()
                    data = [to_plain(value, found) for value in known]
                except NotPlain:
                    return call.opaque()
            wanted = letters + letters[-1:] * (len(data) - len(letters))
            try:
                converted = [_converted(kind, one) for kind, one in zip(wanted, data, strict=False)]
                result = body(*converted)
            except RefusedError as refusal:
                return call.failed(str(refusal))
            except (ValueError, ArithmeticError, LookupError, TypeError, RecursionError) as error:
                # A fault of ours, or a text that Python takes for another than Go does.
                return Unknown(f"{name} could not be computed here ({type(error).__name__})", None, call.at)
            value = from_data(result, call.at, assumption_of(found))  # type: ignore[arg-type]
            if any(isinstance(one, Sensitive) for one in found):
                return Sensitive(value, call.at, value.assumed)
            return value

        REGISTRY[name] = Function(name, least, None if repeated else len(letters), call_it, passes_on=True)
        return body

    return define


_WANTED = {"t": "a text", "n": "a number", "b": "a boolean", "l": "a list", "m": "a map"}


def _converted(kind: str, data: Plain) -> Plain:
    if kind == "a":
        return data
    found: Plain = None
    if kind == "t" and isinstance(data, (str, bool, int, float)):
        found = scalar_text(data)
    elif kind == "n" and not isinstance(data, bool):
        found = to_number(data) if isinstance(data, str) else data if isinstance(data, (int, float)) else None
    elif kind == "b" and isinstance(data, (bool, str)):
        found = {"true": True, "false": False}.get(data) if isinstance(data, str) else data
    elif (kind == "l" and isinstance(data, list)) or (kind == "m" and isinstance(data, dict)):
        found = data
    if found is None:
        raise RefusedError(f"{_WANTED[kind]} is needed")
    return found


def is_null(value: Value) -> bool:
    """Whether a value is known to be null."""
    return isinstance(value, Known) and value.data is None
