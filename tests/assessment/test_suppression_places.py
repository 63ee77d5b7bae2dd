"""A suppression is named where it stands, from the project, whatever the folder in which stackproof runs."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from stackproof.assessment.assess import Options, assess
from stackproof.graph.location import Location

TEMPLATE = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic  # stackproof: ignore X-1: here\n"
CONTRACT = """\
version: 1
system: orders
suppress:
  - {rule: X-2, reason: there}
requirements:
  - {id: R1, text: A topic, expect: {resource: AWS::SNS::Topic}}
"""


def places(project: Path, contract: Path | None) -> list[Location]:
    options = Options(today=datetime.date(2026, 1, 31), contract=contract, oracles="none")
    (assessment,) = assess(project, options).assessments
    return [given.at for given in assessment.suppressions]


@pytest.mark.parametrize("folder", ["project", ".", "elsewhere"])
def test_the_place_is_relative_to_the_project(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "project" / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "project" / "stackproof.yaml").write_text(CONTRACT)
    (tmp_path / "elsewhere" / "other.yaml").write_text(CONTRACT)
    monkeypatch.chdir(tmp_path / folder)
    assert places(tmp_path / "project", None) == [
        Location("stackproof.yaml", 4, 5),
        Location("template.yaml", 3, 28),
    ]
    outside = places(tmp_path / "project", tmp_path / "elsewhere" / "other.yaml")
    assert outside == [Location("../elsewhere/other.yaml", 4, 5)]
