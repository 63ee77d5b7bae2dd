"""The same system, written for every tool, is the same graph and has the same findings."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from stackproof.graph.graph import Graph
from stackproof.project.discovery import discover
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
    "pulumi_python": [],
    "pulumi_typescript": [],
    "terraform": [],
}


@cache
def _graph(form: str) -> Graph:
    (project,) = discover(FORMS / form).projects
    synthesis = read(project, Settings(regions={"primary": "us-east-1"}))
    assert synthesis.status == "ok", synthesis.problems
    return synthesis.graph


@cache
def _resources(form: str) -> dict[str, Any]:
    return Projection(_graph(form)).resources()


def _findings(form: str) -> list[tuple[str, str]]:
    graph = _graph(form)
    outcome = run(Context(graph, TODAY, Policy(), None), all_rules())
    faults = [(answer.rule.id, answer.resource.address) for answer in outcome.answers]
    return Projection(graph).findings(faults)


@pytest.mark.parametrize("form", sorted(set(EXTRAS) - {"cloudformation"}))
def test_a_form_describes_the_same_resources(form: str) -> None:
    assert _resources(form) == _resources("cloudformation")


@pytest.mark.parametrize("form", sorted(EXTRAS))
def test_a_form_has_these_resources_beside(form: str) -> None:
    assert Projection(_graph(form)).extras() == EXTRAS[form]


@pytest.mark.parametrize("form", sorted(set(EXTRAS) - {"cloudformation"}))
def test_a_form_has_the_same_findings(form: str) -> None:
    assert _findings(form) == _findings("cloudformation")
