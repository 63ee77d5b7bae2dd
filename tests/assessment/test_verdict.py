"""The verdict and the readiness score follow from what was found, and mending never lowers the score."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.assessment import verdict
from stackproof.assessment.model import Finding, Fix, OracleRun, RequirementVerdict, UndecidedCheck
from stackproof.graph.location import Location
from stackproof.rules.model import SEVERITIES, Impacts, Severity

HERE = Location("template.yaml", 3, 1)


def finding(severity: Severity, **more: Any) -> Finding:
    given: dict[str, Any] = {
        "rule": "X-1", "title": "t", "severity": severity, "blocks": "deploy", "category": "c", "certainty": "proved",
        "address": "A", "location": HERE, "message": "m", "evidence": (), "root_cause": "", "fix": Fix(""),
        "impacts": Impacts(), "effort": 1, "reference": "",
    }  # fmt: skip
    return Finding(**{**given, **more})


def requirement(status: Any, name: str = "R1", waived: str | None = None) -> RequirementVerdict:
    return RequirementVerdict(name, "text", "", status, waived=waived)


def check(blocks: Any, suppressed: str | None = None) -> UndecidedCheck:
    return UndecidedCheck("X-1", "t", blocks, "A", HERE, "reason", suppressed)


def decide(**more: Any) -> str:
    given: dict[str, Any] = {
        "status": "ok", "findings": [], "undecided": [], "requirements": [], "oracles": [], "incomplete": [],
        "fail_on": "high",
    }  # fmt: skip
    return verdict.decide(**{**given, **more})[0]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "ready"),
        ({"findings": [finding("high")]}, "blocked"),
        ({"findings": [finding("medium")]}, "ready"),
        ({"findings": [finding("medium")], "fail_on": "medium"}, "blocked"),
        ({"findings": [finding("critical", suppressed="known")]}, "ready"),
        ({"findings": [finding("critical", baseline=True)]}, "ready"),
        ({"requirements": [requirement("violated")]}, "blocked"),
        ({"requirements": [requirement("undecided")]}, "undecided"),
        ({"requirements": [requirement("violated", waived="later (the owner)")]}, "ready"),
        ({"requirements": [requirement("undecided", waived="later (the owner)")]}, "ready"),
        ({"requirements": [requirement("violated", waived="later (the owner)"), requirement("violated")]}, "blocked"),
        ({"requirements": [requirement("proven"), requirement("infeasible")]}, "ready"),
        ({"status": "failed"}, "blocked"),
        ({"status": "not_run"}, "undecided"),
        ({"status": "not_run", "errors": 1}, "undecided"),
        ({"status": "ok", "errors": 1}, "blocked"),
        ({"incomplete": ["a macro may make more"]}, "undecided"),
        ({"incomplete": ["a macro may make more"], "findings": [finding("high")]}, "blocked"),
        ({"status": "partial"}, "undecided"),
        ({"undecided": [check("deploy")]}, "undecided"),
        ({"undecided": [check("deploy", "checked by hand")]}, "ready"),
        ({"undecided": [check("runtime")]}, "ready"),
        ({"oracles": [OracleRun("x", "timeout", reason="slow")]}, "undecided"),
        ({"oracles": [OracleRun("x", "finished")]}, "ready"),
        ({"incomplete": ["rule X failed"]}, "undecided"),
        ({"incomplete": ["rule X failed"], "findings": [finding("critical")]}, "blocked"),
    ],
)
def test_verdict(given: dict[str, Any], expected: str) -> None:
    assert decide(**given) == expected


def score(findings: list[Finding], requirements: list[RequirementVerdict], checks: list[UndecidedCheck]) -> int:
    return verdict.readiness(status="ok", findings=findings, undecided=checks, requirements=requirements).score


severities = st.lists(st.sampled_from(SEVERITIES), max_size=6)
statuses = st.lists(st.sampled_from(["proven", "violated", "undecided", "infeasible"]), max_size=6)


@given(severities, statuses, st.integers(0, 5), st.data())
def test_mending_anything_never_lowers_readiness(
    names: list[Severity], states: list[str], checks: int, data: st.DataObject
) -> None:
    findings = [finding(name) for name in names]
    requirements = [requirement(state) for state in states]
    open_checks = [check("deploy")] * checks
    before = score(findings, requirements, open_checks)
    if findings:
        left_out = data.draw(st.integers(0, len(findings) - 1))
        assert score(findings[:left_out] + findings[left_out + 1 :], requirements, open_checks) >= before
    for position in range(len(states)):
        mended = [*requirements]
        mended[position] = requirement("proven")
        assert score(findings, mended, open_checks) >= before
    if open_checks:
        assert score(findings, requirements, open_checks[1:]) >= before


@given(severities, statuses)
def test_the_arithmetic_shown_gives_the_score(names: list[Severity], states: list[str]) -> None:
    result = verdict.readiness(
        status="ok",
        findings=[finding(name) for name in names],
        undecided=[],
        requirements=[requirement(state) for state in states],
    )
    lost = sum(deduction.points for deduction in result.deductions)
    assert result.score == max(0, min(int(100 - lost), 99 if lost else 100))
    assert (result.score == 100) == (not result.deductions)
