"""The reference stack s3-replication, read once by each process of the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stackproof.contract.model import Contract
from stackproof.contract.verdict import RequirementVerdict
from stackproof.project.model import Project
from stackproof.synthesis.model import Synthesis
from tests.mutation.mutants import Mutant
from tests.mutation.stacks import stack

Judge = Callable[[Mutant], dict[str, RequirementVerdict]]
NAME = "s3-replication"


@pytest.fixture(scope="session")
def project() -> Project:
    """The stack as `stackproof new` makes it."""
    return stack(NAME).project


@pytest.fixture(scope="session")
def contract() -> Contract:
    return stack(NAME).contract


@pytest.fixture(scope="session")
def synthesis() -> Synthesis:
    return stack(NAME).synthesis


@pytest.fixture
def mutant(tmp_path: Path) -> Mutant:
    """The stack as it is, to be changed."""
    return stack(NAME).mutant(tmp_path)


@pytest.fixture
def judge() -> Judge:
    """Judges a mutant by the stack's own contract."""
    return stack(NAME).judge
