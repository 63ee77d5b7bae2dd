"""Three-valued truth (Kleene's strong logic): yes, no, undecided."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Truth(Enum):
    """The answer of a check. It has no boolean value on purpose: undecided must never pass for yes or no."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare with `is Truth.YES`, `is Truth.NO` or `is Truth.UNDECIDED`")

    def __and__(self, other: Truth) -> Truth:
        if self is Truth.NO or other is Truth.NO:
            return Truth.NO
        if self is Truth.YES and other is Truth.YES:
            return Truth.YES
        return Truth.UNDECIDED

    def __or__(self, other: Truth) -> Truth:
        if self is Truth.YES or other is Truth.YES:
            return Truth.YES
        if self is Truth.NO and other is Truth.NO:
            return Truth.NO
        return Truth.UNDECIDED

    def __invert__(self) -> Truth:
        if self is Truth.UNDECIDED:
            return self
        return Truth.NO if self is Truth.YES else Truth.YES

    @classmethod
    def of(cls, fact: bool) -> Truth:
        """The truth of something that is known."""
        return cls.YES if fact else cls.NO


def every(answers: Iterable[Truth]) -> Truth:
    """YES when all are YES (also when there are none), NO as soon as one is NO, else UNDECIDED."""
    result = Truth.YES
    for answer in answers:
        if answer is Truth.NO:
            return Truth.NO
        if answer is Truth.UNDECIDED:
            result = Truth.UNDECIDED
    return result


def some(answers: Iterable[Truth]) -> Truth:
    """YES as soon as one is YES, NO when all are NO (also when there are none), else UNDECIDED."""
    result = Truth.NO
    for answer in answers:
        if answer is Truth.YES:
            return Truth.YES
        if answer is Truth.UNDECIDED:
            result = Truth.UNDECIDED
    return result
