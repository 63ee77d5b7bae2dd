"""Judges expectations about files of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.outcome import proven, together, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.location import Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.project.files import matching, read_text

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.expectation import FileExpectation
    from stackproof.contract.outcome import Outcome
    from stackproof.contract.pattern import Pattern


def files(expectation: FileExpectation, context: EvaluationContext) -> Outcome:
    """Whether there are such files, and each of them contains what is asked for."""
    found = matching(context.root, expectation.glob)
    count = expectation.count
    if len(found) < count.least or (count.most is not None and len(found) > count.most):
        reason = f"there are {len(found)} files {expectation.glob}, needed {count}"
        return violated(reason, Location(found[0] if found else expectation.glob, 1 if found else 0))
    if not found:
        return proven(Proof("", Location(""), f"no file {expectation.glob}"))
    return together(contains(name, expectation.contains, context) for name in found)


def contains(name: str, patterns: tuple[Pattern, ...], context: EvaluationContext) -> Outcome:
    """Whether a file of the project contains every one of some expressions."""
    text = read_text(context.root, name)
    if text is None:
        return violated(f"{name} cannot be read as a text of the project", Location(name))
    if not patterns:
        return proven(Proof("", Location(name, 1), "the file is there"))
    return together(_contains(name, text, pattern) for pattern in patterns)


def _contains(name: str, text: str, pattern: Pattern) -> Outcome:
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if pattern.truth(Known(line)) is Truth.YES:
            return proven(Proof("", Location(name, number), f"matches {pattern.text}"))
    if pattern.truth_of_long(text):
        return proven(Proof("", Location(name, 1), f"matches {pattern.text}"))
    return violated(f"{name} holds nothing that matches {pattern.text}", Location(name, 1))
