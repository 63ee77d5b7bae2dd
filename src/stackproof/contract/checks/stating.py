"""What checks of single settings have in common: a property, what it has to be, and what its absence means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.outcome import fact, place, proven, undecided, violated
from stackproof.graph.query import decide, equals, is_open, is_true, number, show, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

    Test = Callable[[Value], Truth]


def states(resource: Resource, path: str, test: Test, wanted: str) -> Outcome:
    """Whether a property passes a test; `wanted` completes "needed: ...". A no of what may not exist is undecided."""
    value = resource.get(*(int(step) if step.isdigit() else step for step in path.split(".")))
    answer = test(value)
    shown = fact(resource, path, value)
    if answer is Truth.YES:
        return proven(shown)
    if answer is Truth.NO:
        reason = f"{resource.address}: {path} is {show(value)}, needed: {wanted}"
        if resource.exists is Truth.YES:
            return violated(reason, place(resource, value), shown)
        return undecided(f"{reason}, if it exists", place(resource, value), shown)
    return undecided(f"{path} of {resource.address}: {why(value)}", place(resource, value), shown)


def on(value: Value) -> Truth:
    """Whether a switch is on; where it is not set it is off."""
    return is_true(value)


def is_one_of(*texts: str) -> Test:
    """Whether a text is one of these; where it is not set it is none."""
    return lambda value: equals(value, *texts)


def at_least(least: float, *, unset: float | None = None) -> Test:
    """Whether a number is not less than `least`; `unset` is what the service takes where none is set."""

    def one(value: Value) -> Truth:
        if isinstance(value, Absent) or (isinstance(value, Known) and value.data is None):
            return Truth.of(unset is not None and unset >= least)
        known = number(value)
        if known is None:
            return Truth.UNDECIDED if is_open(value) else Truth.NO
        return Truth.of(known >= least)

    return lambda value: decide(value, one)
