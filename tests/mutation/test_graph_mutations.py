"""Whatever is changed in the graph of a reference stack, the contract names the requirements that no longer hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stackproof.contract.evaluate import evaluate
from tests.mutation.iot_platform import graph_mutations as iot_platform
from tests.mutation.mutants import Mutation
from tests.mutation.payment_dr import graph_mutations as payment_dr
from tests.mutation.serverless_tap import graph_mutations as serverless_tap
from tests.mutation.stacks import stack
from tests.mutation.transaction_dr import graph_mutations as transaction_dr

pytestmark = pytest.mark.slow
# s3-replication's mutations state more: what stays proven, and the line of each fault. They have tests of their own.
MUTATIONS: dict[str, list[Mutation]] = {
    "iot-platform": iot_platform.MUTATIONS,
    "payment-dr": payment_dr.MUTATIONS,
    "serverless-tap": serverless_tap.MUTATIONS,
    "transaction-dr": transaction_dr.MUTATIONS,
}
REQUIREMENTS = {"iot-platform": 13, "payment-dr": 17, "serverless-tap": 11, "transaction-dr": 16}
# R16 of payment-dr asks for what Aurora PostgreSQL does not have; what stands in its place is proven.
INFEASIBLE = {"payment-dr": "R16"}


def _group(name: str) -> pytest.MarkDecorator:
    return pytest.mark.xdist_group(f"contract of {name}")


@pytest.mark.parametrize("name", [pytest.param(name, marks=_group(name)) for name in MUTATIONS])
def test_every_requirement_is_proven_with_address_or_file_and_line(name: str, tmp_path: Path) -> None:
    subject = stack(name)
    verdicts = subject.judge(subject.mutant(tmp_path))
    ids = [*(f"R{number}" for number in range(1, REQUIREMENTS[name] + 1)), *(f"C{number}" for number in range(1, 13))]
    expected = {one: "infeasible" if one == INFEASIBLE.get(name) else "proven" for one in ids}
    assert {one: verdict.status for one, verdict in verdicts.items()} == expected
    for verdict in verdicts.values():
        assert verdict.evidence, verdict.id
        for proof in verdict.evidence:
            assert proof.location.line > 0, f"{verdict.id}: {proof}"
            assert (subject.project.root / proof.location.file).is_file(), f"{verdict.id}: {proof}"


@pytest.mark.parametrize("name", [pytest.param(name, marks=_group(name)) for name in MUTATIONS])
def test_mutations_have_names_of_their_own(name: str) -> None:
    names = [mutation.name for mutation in MUTATIONS[name]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("name", "mutation"),
    [
        pytest.param(name, mutation, marks=_group(name), id=f"{name}-{mutation.violates[0]}-{mutation.name}")
        for name, mutations in MUTATIONS.items()
        for mutation in mutations
    ],
)
def test_a_mutation_violates_what_it_states(name: str, mutation: Mutation, tmp_path: Path) -> None:
    subject = stack(name)
    mutant = subject.mutant(tmp_path)
    mutation.change.apply(mutant)
    asked = tuple(one for one in subject.contract.requirements if one.id in mutation.violates)
    verdicts = evaluate(replace(subject.contract, requirements=asked), subject.context(mutant))
    assert {one.id: one.status for one in verdicts} == dict.fromkeys(mutation.violates, "violated")
