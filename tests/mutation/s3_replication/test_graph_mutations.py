"""Whatever is changed in the graph of the reference stack, the contract names the requirements that no longer hold."""

from __future__ import annotations

import pytest

from stackproof.contract.model import Contract
from stackproof.synthesis.model import Synthesis
from tests.mutation.mutants import Mutant, Mutation
from tests.mutation.s3_replication.conftest import Judge
from tests.mutation.s3_replication.graph_mutations import MUTATIONS

REQUIREMENTS = [*(f"R{number}" for number in range(1, 14)), *(f"C{number}" for number in range(1, 13))]


def test_the_contract_holds_every_requirement_and_the_stack_meets_it(mutant: Mutant, judge: Judge) -> None:
    assert {name: verdict.status for name, verdict in judge(mutant).items()} == dict.fromkeys(REQUIREMENTS, "proven")


def test_every_requirement_is_proven_with_address_or_file_and_line(mutant: Mutant, judge: Judge) -> None:
    for verdict in judge(mutant).values():
        assert verdict.evidence, verdict.id
        for proof in verdict.evidence:
            assert proof.location.line > 0, f"{verdict.id}: {proof}"
            assert (mutant.root / proof.location.file).is_file(), f"{verdict.id}: {proof}"


def test_every_requirement_has_a_mutation_made_for_it(contract: Contract) -> None:
    assert {mutation.violates[0] for mutation in MUTATIONS} == {requirement.id for requirement in contract.requirements}


def test_mutations_have_names_of_their_own() -> None:
    names = [mutation.name for mutation in MUTATIONS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: f"{mutation.violates[0]}-{mutation.name}")
def test_a_mutation_violates_exactly_what_it_states(
    mutation: Mutation, mutant: Mutant, judge: Judge, synthesis: Synthesis
) -> None:
    mutation.change.apply(mutant)
    verdicts = judge(mutant)
    stated = {name: "violated" if name in mutation.violates else "proven" for name in verdicts}
    found = {name: verdict.status for name, verdict in verdicts.items()}
    assert found == stated, {name: verdict.reason for name, verdict in verdicts.items() if verdict.reason}
    first = verdicts[mutation.violates[0]]
    assert first.at is not None
    wanted = mutation.change.place(synthesis.graph, mutant.root)
    assert first.at[:2] == wanted[:2], first.reason
