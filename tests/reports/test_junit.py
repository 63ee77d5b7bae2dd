"""The JUnit XML is well formed and never looks better than the verdict."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree

import pytest

from stackproof.assessment.model import Assessment, OracleRun, SynthesisFacts
from stackproof.graph.location import Location
from stackproof.reports.registry import Style, render
from tests.reports.builders import SAMPLES, assessment, blocked, check, failed, finding, of_oracle, ready, requirement


def suites(*assessments: Assessment) -> ElementTree.Element:
    return ElementTree.fromstring(render("junit", assessments, Style()))


def outcome(case: ElementTree.Element) -> str:
    return next((kind for kind in ("failure", "error") if case.find(kind) is not None), "passed")


def outcomes(*assessments: Assessment) -> dict[str, str]:
    return {case.attrib["name"]: outcome(case) for case in suites(*assessments).iter("testcase")}


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_counts_are_those_of_the_cases(sample: str) -> None:
    root = suites(*SAMPLES[sample])
    for suite in [root, *root.iter("testsuite")]:
        cases = list(suite.iter("testcase"))
        found = [outcome(case) for case in cases]
        assert [int(suite.attrib[name]) for name in ("tests", "failures", "errors")] == [
            len(cases),
            found.count("failure"),
            found.count("error"),
        ]


@pytest.mark.parametrize("sample", SAMPLES)
def test_all_cases_pass_for_ready_projects_only(sample: str) -> None:
    for one in SAMPLES[sample]:
        assert (set(outcomes(one).values()) == {"passed"}) == (one.verdict == "ready")


def test_a_reason_that_nothing_else_shows_fails_the_verdict() -> None:
    crashed = assessment(verdict="undecided", reasons=("rule X-1 ended with an error",))
    assert [name for name, found in outcomes(crashed).items() if found != "passed"] == ["verdict"]
    case = suites(crashed).find("testsuite/testcase[@name='verdict']/error")
    assert case is not None
    assert case.attrib["message"] == "undecided: rule X-1 ended with an error"


def test_rules_fail_at_the_threshold_only() -> None:
    given = tuple(
        finding(rule=severity.upper(), severity=severity) for severity in ("critical", "high", "medium", "low")
    )
    found = outcomes(assessment(findings=given, fail_on="medium", passed=("P",)))
    expected = {"CRITICAL": "failure", "HIGH": "failure", "MEDIUM": "failure", "LOW": "passed", "P": "passed"}
    assert {name: found[name] for name in expected} == expected


def test_what_is_set_aside_passes_and_says_why() -> None:
    given = (finding(rule="A", suppressed="known"), finding(rule="B", baseline=True))
    root = suites(assessment(findings=given, undecided=(check(rule="C", suppressed="seen"),)))
    text = {
        case.attrib["name"]: (outcome(case), (case.findtext("system-out") or "").splitlines()[-1])
        for case in root.iter("testcase")
        if case.attrib["name"] in {"A", "B", "C"}
    }
    assert text == {
        "A": ("passed", "suppressed: known"),
        "B": ("passed", "in the baseline"),
        "C": ("passed", "suppressed: seen"),
    }


def test_undecided_checks_are_errors_where_the_deployment_depends_on_them() -> None:
    given = tuple(check(rule=blocks.upper(), blocks=blocks) for blocks in ("synth", "deploy", "destroy", "none"))
    found = outcomes(assessment(undecided=given, passed=()))
    assert {name: found[name] for name in ("SYNTH", "DEPLOY", "DESTROY", "NONE")} == {
        "SYNTH": "error", "DEPLOY": "error", "DESTROY": "passed", "NONE": "passed",
    }  # fmt: skip


def test_requirements_fail_by_their_standing() -> None:
    statuses = ("proven", "violated", "undecided", "infeasible")
    given = [requirement(status, id=status, text="t") for status in statuses]
    found = outcomes(assessment(requirements=(*given, requirement("violated", id="waived", text="t", waived="later"))))
    assert {name: found[f"{name} t"] for name in (*statuses, "waived")} == {
        "proven": "passed",
        "violated": "failure",
        "undecided": "error",
        "infeasible": "passed",
        "waived": "passed",
    }


def test_several_faults_of_a_rule_are_one_case() -> None:
    given = (finding(message="first"), finding(message="second", location=Location("template.yaml", 9, 1)))
    (case,) = suites(assessment(findings=given)).findall(".//testcase[@name='S3-REPL-001']/failure")
    assert case.attrib["message"] == "2 times: first"
    assert "stacks/orders/template.yaml:9:1: critical: second" in (case.text or "")


def test_the_synthesis_and_the_oracles_are_a_case() -> None:
    assert outcomes(failed())["synthesis"] == "failure"
    assert outcomes(assessment(synthesis=SynthesisFacts("not_run")))["synthesis"] == "error"
    assert outcomes(assessment(oracles=(OracleRun("cfn-lint", "missing"),)))["synthesis"] == "error"
    assert outcomes(assessment(oracles=(OracleRun("cfn-lint", "finished"),)))["synthesis"] == "passed"


def test_names_of_cases_are_unique_in_their_suite() -> None:
    for suite in suites(blocked(), ready()).iter("testsuite"):
        names = [case.attrib["name"] for case in suite.iter("testcase")]
        assert [name for name, same in itertools.groupby(sorted(names)) if len(list(same)) > 1] == []


def test_findings_below_the_threshold_are_in_the_output() -> None:
    case = suites(assessment(findings=(of_oracle(),))).find(".//testcase[@name='W9003']")
    assert case is not None
    assert "low: 2 is not of type 'string'" in (case.findtext("system-out") or "")
