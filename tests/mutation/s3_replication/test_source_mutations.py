"""Whatever is changed in the program of the reference stack, `check` names what no longer holds, and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stackproof.blueprints.registry import copy, find
from stackproof.cli.main import run
from stackproof.contract.model import Contract
from tests.mutation.s3_replication.source_mutations import MUTATIONS, SourceMutation

pytestmark = pytest.mark.slow


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A copy of the stack of its own."""
    blueprint = find("s3-replication")
    assert blueprint is not None
    copy(blueprint, tmp_path / "stack")
    return tmp_path / "stack"


def check(directory: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the assessment of a project."""
    report = directory.parent / "assessment.json"
    code = run(["check", str(directory), "--format", "json", "--output", str(report), *options])
    return code, json.loads(report.read_text("utf-8"))


def line_of(directory: Path, place: tuple[str, str]) -> dict[str, Any]:
    """The file and line of the first line of a file that begins so, however far it is indented."""
    file, begins = place
    lines = (directory / file).read_text("utf-8").splitlines()
    return {"file": file, "line": next(n for n, line in enumerate(lines, 1) if line.strip().startswith(begins))}


def test_the_stack_is_ready_with_every_requirement_proven_and_nothing_found(directory: Path) -> None:
    code, assessment = check(directory, "--fail-on", "low")
    assert (code, assessment["verdict"], assessment["findings"]) == (0, "ready", [])
    assert {requirement["status"] for requirement in assessment["requirements"]} == {"proven"}
    for requirement in assessment["requirements"]:
        assert requirement["evidence"], requirement["id"]
        for proof in requirement["evidence"]:
            assert (directory / proof["file"]).is_file(), proof
            assert proof["line"] > 0, proof


def test_every_requirement_has_a_mutation_made_for_it(contract: Contract) -> None:
    assert {mutation.violates[0] for mutation in MUTATIONS} == {requirement.id for requirement in contract.requirements}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: f"{mutation.violates[0]}-{mutation.name}")
def test_a_mutation_violates_exactly_what_it_states(mutation: SourceMutation, directory: Path) -> None:
    file = directory / mutation.file
    text = file.read_text("utf-8")
    assert mutation.old in text
    file.write_text(text.replace(mutation.old, mutation.new), "utf-8")
    code, assessment = check(directory, "--oracles", "none")
    requirements = {requirement["id"]: requirement for requirement in assessment["requirements"]}
    stated = {name: "violated" if name in mutation.violates else "proven" for name in requirements}
    found = {name: requirement["status"] for name, requirement in requirements.items()}
    reasons = {name: one["reason"] for name, one in requirements.items() if one["reason"]}
    assert found == stated, reasons or assessment["synthesis"]
    assert (code, assessment["verdict"]) == (1, "blocked")
    at = requirements[mutation.violates[0]]["at"]
    assert {"file": at["file"], "line": at["line"]} == line_of(directory, mutation.at), reasons
