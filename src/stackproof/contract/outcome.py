"""The answer of one expectation, with what proves it or what was found in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from stackproof.contract.verdict import Proof
from stackproof.graph.location import NOWHERE
from stackproof.graph.query import assumption, show, string
from stackproof.graph.truth import Truth, every
from stackproof.sources.secrets import NOT_SHOWN, names_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stackproof.graph.location import Location
    from stackproof.graph.resource import Resource
    from stackproof.graph.values import Value

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one thing that is asked for stands.

    Attributes:
        truth: whether it holds.
        evidence: what proves it, or what was found.
        reason: why it does not hold or cannot be told; completes "violated: ..." and "undecided, because ...".
        at: the place that a no or an undecided answer hangs on.
    """

    truth: Truth
    evidence: tuple[Proof, ...] = ()
    reason: str = ""
    at: Location | None = None


def proven(*evidence: Proof) -> Outcome:
    """It holds, and this shows it."""
    return Outcome(Truth.YES, evidence)


def violated(reason: str, at: Location, *evidence: Proof) -> Outcome:
    """It does not hold."""
    return Outcome(Truth.NO, evidence, reason, at)


def undecided(reason: str, at: Location, *evidence: Proof) -> Outcome:
    """It cannot be told."""
    return Outcome(Truth.UNDECIDED, evidence, reason, at)


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """All of them: a no as soon as one says no. The evidence is that of the parts that decide."""
    parts = list(outcomes)
    truth = every(part.truth for part in parts)
    deciding = [part for part in parts if part.truth is truth]
    reasons = unique(part.reason for part in deciding if part.reason)
    at = next((part.at for part in deciding if part.at is not None), None)
    evidence = tuple(unique(proof for part in deciding for proof in part.evidence))
    return Outcome(truth, evidence, "; ".join(reasons), at)


def unique(items: Iterable[T]) -> list[T]:
    """Each item once, in the order of the first ones."""
    return list(dict.fromkeys(items))


def place(resource: Resource, value: Value | None = None) -> Location:
    """Where a value stands, or else its resource."""
    return value.at if value is not None and value.at != NOWHERE else resource.location


def fact(resource: Resource, name: str, value: Value) -> Proof:
    """A property with its value as evidence; what it rests on is told with it."""
    assumed = assumption(value) or resource.assumed
    note = f"{name} = {NOT_SHOWN if names_secret(name) and string(value) else show(value)}"
    return Proof(resource.address, place(resource, value), f"{note} (assuming {assumed})" if assumed else note)


def note(resource: Resource, words: str, value: Value | None = None) -> Proof:
    """Something about a resource as evidence."""
    return Proof(resource.address, place(resource, value), words)


def listed(words: Sequence[str], limit: int = 5) -> str:
    """The first few of some words, and how many more there are."""
    shown = ", ".join(words[:limit])
    return shown if len(words) <= limit else f"{shown} and {len(words) - limit} more"
