"""Each rule's examples are its test: bad ones state exact findings, good ones break under each of their mutations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.rules.model import Fault, Rule
from stackproof.rules.registry import all_rules
from tests.rules.rule_examples import Example, assess, examples, mutate, mutated, said

if TYPE_CHECKING:
    from pathlib import Path

RULES = all_rules()
EXAMPLES = examples(RULES)
BAD = [example for example in EXAMPLES if example.is_bad]
GOOD = [example for example in EXAMPLES if not example.is_bad]
MUTATIONS = [(example, file, operation) for example in GOOD for file, operation in example.mutations]
# What a good example may never show, whichever rule says it; advice (`none`) may differ from the matter at hand.
_SERIOUS = {"synth", "deploy", "destroy", "runtime"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_has_examples_of_both_kinds_and_a_mutation(rule: Rule) -> None:
    bad = [example for example in BAD if example.rule is rule]
    good = [example for example in GOOD if example.rule is rule]
    findings = [one for example in bad for one in example.expected if one[:2] == ("finding", rule.id)]
    mutations = [operation for example in good for operation in example.mutations]
    assert (bool(bad), bool(good), bool(findings), bool(mutations)) == (True, True, True, True)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_has_examples_of_both_kinds_in_every_language_that_it_is_for(rule: Rule) -> None:
    kinds = {
        (example.is_bad, "tf" if _is_terraform(example) else "cfn") for example in EXAMPLES if example.rule is rule
    }
    wanted = {
        (bad, language)
        for language, engine in (("cfn", "cloudformation"), ("tf", "terraform"))
        if not rule.engines or engine in rule.engines
        for bad in (True, False)
    }
    assert wanted - kinds == set()


def _is_terraform(example: Example) -> bool:
    return any(file.suffix == ".tf" for file in example.files)


@pytest.mark.parametrize("example", BAD, ids=lambda example: example.name)
def test_bad_example_shows_exactly_what_it_states(example: Example) -> None:
    stated = {expectation[1] for expectation in example.expected} | {example.rule.id}
    rules = [rule for rule in RULES if rule.id in stated]
    assert stated == {rule.id for rule in rules}
    assert said(assess(example, rules)) == example.expected


@pytest.mark.parametrize("example", GOOD, ids=lambda example: example.name)
def test_good_example_shows_nothing(example: Example) -> None:
    assert not example.expected
    outcome = assess(example, RULES)
    assert [one.answer for one in outcome.answers if one.rule is example.rule] == []
    assert example.rule.id in outcome.passed
    faults = [one for one in outcome.answers if isinstance(one.answer, Fault) and one.rule.blocks in _SERIOUS]
    assert [(one.rule.id, one.resource.address, one.answer) for one in faults] == []


@pytest.mark.parametrize(
    ("example", "file", "operation"),
    MUTATIONS,
    ids=[f"{example.name}: {operation}" for example, _, operation in MUTATIONS],
)
def test_mutation_of_a_good_example_is_caught(example: Example, file: Path, operation: str, tmp_path: Path) -> None:
    outcome = assess(example, [example.rule], mutated(example, file, operation, tmp_path))
    assert any(isinstance(one.answer, Fault) for one in outcome.answers)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("delete A.B", "A:\n  'x.y': [1, 2]\n"),
        ("set A.B = !Ref C", "A:\n  'x.y': [1, 2]\n  B: !Ref 'C'\n"),
        ('set A."x.y".1 = 3', "A:\n  B: b\n  'x.y': [1, 3]\n"),
        ('add A."x.y" = 3', "A:\n  B: b\n  'x.y': [1, 2, 3]\n"),
        ('delete A."x.y".0', "A:\n  B: b\n  'x.y': [2]\n"),
    ],
)
def test_operation_changes_what_it_names_and_nothing_else(operation: str, expected: str) -> None:
    assert mutate("A:\n  B: b\n  'x.y': [1, 2]\n", operation) == mutate(expected, "")


@pytest.mark.parametrize("operation", ["delete A.C", "set A.0.D = 1", "add A.B = 1", "delete A.x.9"])
def test_operation_on_what_is_not_there_is_refused(operation: str) -> None:
    with pytest.raises(AssertionError):
        mutate("A: {B: b, x: [1, 2]}", operation)
