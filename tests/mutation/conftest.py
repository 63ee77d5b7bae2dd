"""The reference stack, read once by each process of the tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from stackproof.assessment.settings import combine, load_contract
from stackproof.blueprints.registry import copy, find
from stackproof.contract.evaluate import EvaluationContext, evaluate
from stackproof.contract.model import Contract
from stackproof.contract.verdict import RequirementVerdict
from stackproof.project.discovery import discover
from stackproof.project.model import Project
from stackproof.synthesis.model import Synthesis
from stackproof.synthesis.read import read
from tests.mutation.mutants import Mutant, copy_of

Judge = Callable[[Mutant], dict[str, RequirementVerdict]]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The stack as `stackproof new` makes it."""
    blueprint = find("s3-replication")
    assert blueprint is not None
    directory = tmp_path_factory.mktemp("mutation") / "s3-replication"
    copy(blueprint, directory)
    return discover(directory).projects[0]


@pytest.fixture(scope="session")
def contract(project: Project) -> Contract:
    found = load_contract(None, project.contract)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def synthesis(project: Project, contract: Contract) -> Synthesis:
    return read(project, combine(contract, {}, timeout=120.0, allow_weak_sandbox=False, toolchain="installed"))


@pytest.fixture
def mutant(synthesis: Synthesis, project: Project, tmp_path: Path) -> Mutant:
    """The stack as it is, to be changed."""
    assert synthesis.twin is not None
    return Mutant(copy_of(synthesis.graph), copy_of(synthesis.twin), project.root, tmp_path)


@pytest.fixture
def judge(contract: Contract) -> Judge:
    """Judges a mutant by the stack's own contract."""

    def verdicts(mutant: Mutant) -> dict[str, RequirementVerdict]:
        context = EvaluationContext(
            graph=mutant.graph,
            twin=mutant.twin,
            today=date(2026, 11, 21),
            policy=contract.policy,
            root=mutant.root,
            status="ok",
        )
        return {verdict.id: verdict for verdict in evaluate(contract, context)}

    return verdicts
