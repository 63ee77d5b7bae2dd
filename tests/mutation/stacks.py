"""The reference stacks, each read once by a process of the tests, and their judgement of changed copies."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from stackproof.assessment.settings import combine, load_contract
from stackproof.blueprints.registry import copy, find
from stackproof.contract.evaluate import EvaluationContext, evaluate
from stackproof.contract.model import Contract
from stackproof.contract.verdict import RequirementVerdict
from stackproof.project.discovery import discover
from stackproof.project.model import Project
from stackproof.sources.project import sources_of
from stackproof.synthesis.model import Synthesis
from stackproof.synthesis.read import read
from tests.mutation.mutants import Mutant, copy_of

TODAY = date(2026, 11, 21)


class Stack(NamedTuple):
    """A reference stack as `stackproof new` makes it, its contract, and what its program made."""

    project: Project
    contract: Contract
    synthesis: Synthesis

    def mutant(self, workshop: Path) -> Mutant:
        """The stack as it is, to be changed; changed files come into the workshop."""
        assert self.synthesis.twin is not None
        return Mutant(copy_of(self.synthesis.graph), copy_of(self.synthesis.twin), self.project.root, workshop)

    def context(self, mutant: Mutant) -> EvaluationContext:
        """What is known of a mutant."""
        return EvaluationContext(
            graph=mutant.graph,
            twin=mutant.twin,
            today=TODAY,
            policy=self.contract.policy,
            root=mutant.root,
            status=self.synthesis.status,
            regions=dict(self.contract.regions),
            other_suffix=self.synthesis.other_suffix,
            project_sources=sources_of(replace(self.project, root=mutant.root)),
        )

    def judge(self, mutant: Mutant) -> dict[str, RequirementVerdict]:
        """How a mutant stands to the contract, by requirement."""
        return {verdict.id: verdict for verdict in evaluate(self.contract, self.context(mutant))}


@cache
def stack(name: str) -> Stack:
    """The reference stack of a name, read for the first time that it is asked for."""
    blueprint = find(name)
    assert blueprint is not None
    folder = tempfile.TemporaryDirectory(prefix=f"{name}-mutation-")
    _FOLDERS.append(folder)
    root = Path(folder.name) / name
    copy(blueprint, root)
    project = discover(root).projects[0]
    contract = load_contract(None, project.contract)
    assert contract is not None
    options = combine(contract, {}, timeout=120.0, allow_weak_sandbox=False, toolchain="installed")
    return Stack(project, contract, read(project, options))


# They go when the process ends.
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []
