"""The evaluator decides as the documentation says, and by the statement that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.graph.truth import Truth
from stackproof.graph.values import ListValue, MapValue, Unknown, Value, walk
from stackproof.reasoning.iam.evaluation import Outcome
from tests.reasoning.iam.case_files import Case, load

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = load()
HOLE = Unknown("left out by the test")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_a_request_is_decided_as_documented(case: Case) -> None:
    verdict = case.verdict()
    shown = verdict.outcome.value
    if verdict.statement is not None and shown in ("allowed", "explicit deny"):
        shown += f" {verdict.statement.sid}"
    assert shown == case.expect, verdict.reasons


def test_every_file_names_the_page_that_it_was_made_from() -> None:
    assert {case.page.split("/")[2] for case in CASES} == {"docs.aws.amazon.com"}
    assert len({case.id for case in CASES}) == len(CASES)


def with_hole(value: Value, path: tuple[str, ...]) -> Value:
    """The value with something unknown at a path; a key that is not there is added."""
    if not path:
        return HOLE
    if isinstance(value, MapValue):
        below = value.entries.get(path[0], HOLE)
        return MapValue({**value.entries, path[0]: with_hole(below, path[1:])})
    assert isinstance(value, ListValue)
    items = list(value.items)
    items[int(path[0])] = with_hole(items[int(path[0])], path[1:])
    return ListValue(tuple(items))


def _places(value: Value) -> Iterator[tuple[str, ...]]:
    """Every place at which something can be unknown: each value of a policy, each key of the request, also those that
    it does not have and that a condition asks for."""
    for path, _ in walk(value):
        if len(path) > 1 and not (path[0].endswith("_control") and len(path) == 2):
            yield path
        if "Condition" in path and path.index("Condition") + 3 == len(path):
            yield ("context", path[-1])


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_what_is_not_known_of_a_case_only_weakens_its_answer(case: Case) -> None:
    before = case.verdict()
    for path in dict.fromkeys(_places(case.value)):
        after = case.verdict(with_hole(case.value, path))
        assert after.truth in (before.truth, Truth.UNDECIDED), path
        assert after.outcome in (before.outcome, Outcome.UNDECIDED), path
