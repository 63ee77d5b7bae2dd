"""The same system, written for every tool, is the same graph and has the same findings."""

from __future__ import annotations

import contextlib
import datetime
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from stackproof.graph.graph import Graph
from stackproof.project.discovery import Discovery
from stackproof.project.opening import opened
from stackproof.rules.model import Context, Policy
from stackproof.rules.registry import all_rules
from stackproof.rules.run import run
from stackproof.synthesis.model import Settings
from stackproof.synthesis.read import read
from tests.equivalence.projection import Projection

FORMS = Path(__file__).parent / "forms"
TODAY = datetime.date(2026, 11, 27)

# What a form has beside the projection: what its framework adds, and what its author has to write there.
EXTRAS: dict[str, list[str]] = {
    "cloudformation": [],
    "cdk_python": [],
    "cdk_typescript": [],
    "cdktf_python": [],
    "cdktf_typescript": [],
    "markdown": [],
    "pulumi_python": [],
    "pulumi_typescript": [],
    "terraform": [],
}

# One process reads a form once for all that is asked of it.
EVERY = [
    pytest.param(form, marks=[pytest.mark.slow, pytest.mark.xdist_group(f"equivalence {form}")])
    for form in sorted(EXTRAS)
]


@contextlib.contextmanager
def _opened(form: str) -> Iterator[Discovery]:
    """The form on disk; the one in Markdown is the Terraform form as a model would answer with it."""
    if form != "markdown":
        with opened(FORMS / form) as discovery:
            yield discovery
        return
    files = sorted((FORMS / "terraform").glob("*.tf"))
    parts = [f"## File: {file.name}\n\n```hcl\n{file.read_text('utf-8')}```\n" for file in files]
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.md"
        answer.write_text("# The four systems\n\nHere they are.\n\n" + "\n".join(parts), "utf-8")
        with opened(answer) as discovery:
            yield discovery


@cache
def _graph(form: str) -> Graph:
    with _opened(form) as discovery:
        (project,) = discovery.projects
        synthesis = read(project, Settings(regions={"primary": "us-east-1"}))
    assert synthesis.status == "ok", synthesis.problems
    return synthesis.graph


@cache
def _resources(form: str) -> dict[str, Any]:
    return Projection(_graph(form)).resources()


def _findings(form: str) -> list[tuple[str, str]]:
    """What the rules found, and what they could not tell."""
    graph = _graph(form)
    outcome = run(Context(graph, TODAY, Policy(), None), all_rules())
    assert outcome.complete
    answers = [(f"{one.rule.id} {type(one.answer).__name__}", one.resource.address) for one in outcome.answers]
    return Projection(graph).findings(answers)


@pytest.mark.parametrize("form", EVERY)
def test_a_form_describes_the_same_resources(form: str) -> None:
    assert _resources(form) == _resources("cloudformation")


@pytest.mark.parametrize("form", EVERY)
def test_a_form_has_these_resources_beside(form: str) -> None:
    assert Projection(_graph(form)).extras() == EXTRAS[form]


@pytest.mark.parametrize("form", EVERY)
def test_a_form_has_the_same_findings(form: str) -> None:
    assert _findings(form) == [
        ("LAMBDA-ROLE-004 Fault", "AWS::Lambda::Function:equal-worker-demo"),
        ("SQS-VISIBILITY-001 Fault", "AWS::SQS::Queue:equal-orders-demo"),
    ]


@pytest.mark.parametrize("form", EVERY)
def test_every_resource_of_a_form_has_a_line_of_its_own_source(form: str) -> None:
    places = {one.address: one.location for one in _graph(form).resources.values()}
    assert {address for address, at in places.items() if not at.file or not at.line} == set()
    endings = {"cloudformation": ".yaml", "markdown": ".tf", "terraform": ".tf"}
    expected = endings.get(form, ".py" if form.endswith("python") else ".ts")
    assert {Path(at.file).suffix for at in places.values()} == {expected}
