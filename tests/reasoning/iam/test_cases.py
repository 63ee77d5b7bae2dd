"""The evaluator decides as the documentation says, and by the statement that decides."""

from __future__ import annotations

import pytest

from stackproof.reasoning.iam.evaluation import evaluate
from tests.reasoning.iam.case_files import Case, load

CASES = load()


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES])
def test_a_request_is_decided_as_documented(case: Case) -> None:
    verdict = evaluate(case.request, case.documents())
    shown = verdict.outcome.value
    if verdict.statement is not None and shown in ("allowed", "explicit deny"):
        shown += f" {verdict.statement.sid}"
    assert shown == case.expect, verdict.reasons


def test_every_file_names_the_page_that_it_was_made_from() -> None:
    assert {case.page.split("/")[2] for case in CASES} == {"docs.aws.amazon.com"}
    assert len({case.id for case in CASES}) == len(CASES)
