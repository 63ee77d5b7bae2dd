"""Whatever is changed in the graph of the reference stack, the contract names the requirements that no longer hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stackproof.contract.evaluate import evaluate
from tests.mutation.mutants import Mutation
from tests.mutation.serverless_tap.graph_mutations import MUTATIONS
from tests.mutation.stacks import stack

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("contract of serverless-tap")]
NAME = "serverless-tap"


def test_every_requirement_is_proven_with_address_or_file_and_line(tmp_path: Path) -> None:
    subject = stack(NAME)
    verdicts = subject.judge(subject.mutant(tmp_path))
    ids = [*(f"R{number}" for number in range(1, 12)), *(f"C{number}" for number in range(1, 13))]
    assert {name: verdict.status for name, verdict in verdicts.items()} == dict.fromkeys(ids, "proven")
    for verdict in verdicts.values():
        assert verdict.evidence, verdict.id
        for proof in verdict.evidence:
            assert proof.location.line > 0, f"{verdict.id}: {proof}"
            assert (subject.project.root / proof.location.file).is_file(), f"{verdict.id}: {proof}"


def test_mutations_have_names_of_their_own() -> None:
    names = [mutation.name for mutation in MUTATIONS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: f"{mutation.violates[0]}-{mutation.name}")
def test_a_mutation_violates_what_it_states(mutation: Mutation, tmp_path: Path) -> None:
    subject = stack(NAME)
    mutant = subject.mutant(tmp_path)
    mutation.change.apply(mutant)
    asked = tuple(one for one in subject.contract.requirements if one.id in mutation.violates)
    verdicts = evaluate(replace(subject.contract, requirements=asked), subject.context(mutant))
    assert {one.id: one.status for one in verdicts} == dict.fromkeys(mutation.violates, "violated")
