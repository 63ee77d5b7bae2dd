"""Rules on matters on which teams differ speak only where somebody said what is wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stackproof.rules.model import Policy
from stackproof.rules.registry import find
from tests.rules.rule_examples import assess, examples

PARTISAN = ("LIFE-DESTROY-001", "LIFE-PROTECT-001", "NAME-SUFFIX-001", "TAGS-001")


@pytest.mark.parametrize("name", PARTISAN)
def test_without_a_policy_nothing_is_found_and_nothing_passes(name: str) -> None:
    rule = find(name)
    for example in examples([rule]):
        outcome = assess(replace(example, policy=Policy(), suffix=None), [rule])
        assert (outcome.answers, outcome.passed) == ((), ())


@pytest.mark.parametrize(
    ("name", "destroyable"), [("LIFE-DESTROY-001", False), ("LIFE-PROTECT-001", True)], ids=["destroy", "protect"]
)
def test_what_one_policy_asks_for_is_no_fault_under_the_other(name: str, destroyable: bool) -> None:
    rule = find(name)
    for example in examples([rule]):
        outcome = assess(replace(example, policy=Policy(destroyable=destroyable)), [rule])
        assert (outcome.answers, outcome.passed) == ((), ())


def test_suffix_is_looked_for_in_the_name_when_there_is_no_second_reading() -> None:
    rule = find("NAME-SUFFIX-001")
    (bad,) = [example for example in examples([rule]) if example.is_bad]
    outcome = assess(replace(bad, suffix=None), [rule])
    assert [one.resource.address for one in outcome.answers] == ["Orders", "Archive", "Owners"]
