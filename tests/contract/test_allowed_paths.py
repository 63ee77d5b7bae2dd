"""`policy.allowed_paths` is judged like a requirement, on the files that the project's author sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackproof.contract.evaluate import evaluate
from stackproof.contract.parse import parse
from stackproof.contract.verdict import RequirementVerdict
from stackproof.graph.graph import Graph
from stackproof.rules.model import Policy
from tests.contract.build import context


def judged(root: Path, allowed: tuple[str, ...]) -> list[RequirementVerdict]:
    contract = parse("version: 1\nsystem: x\nrequirements: []\n", root / "stackproof.yaml")
    return evaluate(contract, context(Graph(), root=root, policy=Policy(allowed_paths=allowed)))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("lib/a.py", "lib/deep/b.py", "app.py", "stackproof.yaml", ".git/config", "cdk.out/manifest.json"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    return tmp_path


def test_files_in_the_allowed_places_prove_it(project: Path) -> None:
    (verdict,) = judged(project, ("lib/", "app.py"))
    assert (verdict.id, verdict.status) == ("policy.allowed_paths", "proven")


def test_every_file_outside_is_named(project: Path) -> None:
    (project / "library.py").write_text("")
    (verdict,) = judged(project, ("lib/",))
    assert verdict.status == "violated"
    assert {proof.location.file for proof in verdict.evidence} == {"app.py", "library.py"}


def test_without_the_policy_nothing_is_judged(project: Path) -> None:
    assert judged(project, ()) == []
