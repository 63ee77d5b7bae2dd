"""The text report is readable, true to the assessment, and harmless on a terminal."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from stackproof.assessment.model import GraphFacts, OracleRun, ProjectFacts, SynthesisFacts
from stackproof.graph.location import NOWHERE, Location
from stackproof.reports.registry import Style, render
from tests.reports.builders import (
    HOSTILE,
    SAMPLES,
    assessment,
    blocked,
    check,
    everything,
    finding,
    of_oracle,
    requirement,
)

COLOUR = re.compile("\x1b\\[(?:1|2|36|1;31|1;32|1;33)m([^\x1b]*)\x1b\\[0m")


def text(*assessments: object, **style: object) -> str:
    return render("text", assessments, Style(**style))  # type: ignore[arg-type]


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("width", [60, 100, 120])
def test_colour_adds_nothing_but_colour(sample: str, width: int) -> None:
    plain = render("text", SAMPLES[sample], Style(width=width))
    painted = render("text", SAMPLES[sample], Style(width=width, color=True))
    assert "\x1b" not in plain
    assert COLOUR.sub(r"\1", painted) == plain
    # No line leaves a colour on for the next one.
    assert all(line.count("\x1b[0m") * 2 == line.count("\x1b") for line in painted.splitlines())


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_keep_to_the_width_of_the_terminal(width: int) -> None:
    lines = text(everything(), width=width).splitlines()
    too_long = [line for line in lines if len(line) > width and "Bucket(self" not in line]
    assert too_long == []


def test_code_is_cut_with_a_mark_and_patches_are_not() -> None:
    long = "x" * 150
    shown = text(assessment(findings=(finding(code=((7, long),), location=Location("t.yaml", 7, 1)),)), width=80)
    (line,) = [line for line in shown.splitlines() if "| x" in line]
    assert len(line) == 80
    assert line.endswith("x\u2026")


def test_a_single_template_is_named_by_its_file_and_several_are_counted() -> None:
    single = text(assessment(project=ProjectFacts("a/b", "cloudformation", "yaml", "t.yaml")))
    several = text(assessment(project=ProjectFacts("a/b", "cloudformation", "yaml", "3 templates")))
    app = text(assessment(project=ProjectFacts("a/b", "cdk", "python", "python3 app.py")))
    here = text(assessment(project=ProjectFacts(".", "cloudformation", "json", "t.json")))
    assert single.startswith("READY  a/b/t.yaml  (CloudFormation, yaml)\n")
    assert several.startswith("READY  a/b  (CloudFormation, yaml, 3 templates)\n")
    assert app.startswith("READY  a/b  (AWS CDK, python)\n")
    assert here.startswith("READY  t.json  (CloudFormation, json)\n")


def test_places_are_named_from_the_folder_in_which_stackproof_was_run() -> None:
    shown = text(blocked())
    assert "  stacks/orders/template.yaml:7:5  Source\n" in shown
    assert "  stacks/contracts/a.yaml:12:5  TAGS-001 Old*: gone soon\n" in shown


def test_ready_says_on_what_it_rests() -> None:
    assert "  no contract was given, no finding at high or above\n" in text(assessment())
    empty = assessment(contract="stackproof.yaml", fail_on="low")
    assert "  the contract has no requirements, no finding at low or above\n" in text(empty)
    met = assessment(contract="c", requirements=(requirement(), requirement("undecided", id="R2", waived="later")))
    assert "  2 requirements: 1 proven, 1 waived, no finding at high or above\n" in text(met)


def test_what_does_not_count_is_not_among_the_findings() -> None:
    given = (finding(suppressed="known"), finding(baseline=True), of_oracle())
    shown = text(assessment(findings=given))
    assert "Findings (1)" in shown
    assert "Suppressed (1)\n  stacks/orders/template.yaml:7:5  S3-REPL-001 Source: known\n" in shown
    assert "1 finding of the baseline not shown" in shown


def test_requirements_come_worst_first() -> None:
    statuses = ("proven", "infeasible", "undecided", "violated")
    given = [requirement(status, id=f"R-{status}") for status in statuses]
    shown = text(assessment(requirements=(*given, requirement("violated", id="R-waived", waived="later"))))
    assert re.findall("R-([a-z]+)", shown) == ["violated", "undecided", "waived", "infeasible", "proven"]


def test_every_line_of_a_message_of_the_program_is_shown_in_its_column() -> None:
    problem = ("error", "first\n  second\tcolumn\x1b[1m\rthird", NOWHERE)
    shown = text(assessment(synthesis=SynthesisFacts("failed", (problem,))))
    assert "  error  first\n           second    column\\u001b[1m\n         third\n" in shown


@pytest.mark.parametrize("color", [False, True])
def test_text_of_the_project_cannot_steer_the_terminal(color: bool) -> None:
    shown = text(*SAMPLES["hostile"], color=color)
    bare = COLOUR.sub(r"\1", shown)
    assert [letter for letter in bare if not letter.isprintable() and letter != "\n"] == []


def test_regions_and_versions_are_foreign_text_too() -> None:
    shown = text(
        assessment(
            graph=GraphFacts(1, {}, (), (HOSTILE,), {"T": 1}), oracles=(OracleRun(HOSTILE, "failed", HOSTILE, HOSTILE),)
        )
    )
    assert "\x1b" not in shown
    assert "1 resource of 1 type in \\u001b[2J" in shown


def test_a_finding_without_an_address_leaves_no_blank_at_the_end_of_a_line() -> None:
    shown = text(assessment(findings=(of_oracle(address=""),), undecided=(check(address=""),)), color=True)
    assert [line for line in shown.splitlines() if line != line.rstrip()] == []


def test_the_form_is_imported_in_a_few_milliseconds() -> None:
    code = (
        "import time, re, json, click, stackproof.assessment.model, stackproof.reports.registry\n"
        "start = time.perf_counter()\n"
        "import stackproof.reports.forms.text_\n"
        "print((time.perf_counter() - start) * 1000)"
    )
    best = min(float(subprocess.check_output([sys.executable, "-c", code])) for _ in range(3))
    # A few without byte code and on a busy machine; a heavy import would take tens.
    assert best < 25
