"""The runner: who is asked, what weakens an answer, what a crash does, in which order answers come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from stackproof.errors import InputError
from stackproof.graph.graph import Graph
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, MapValue
from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, Rule, Undecided, rule
from stackproof.rules.run import run

Check = Callable[[Resource, Context], Iterator[Answer]]


def make_rule(check: Check, identifier: str = "T-T-001", types: tuple[str, ...] = ("T",)) -> Rule:
    return rule(
        id=identifier,
        title="t",
        severity="low",
        blocks="none",
        category="operations",
        types=types,
        root_cause="r",
        fix="f",
        impacts=Impacts(),
        effort=1,
        reference="https://example.com",
    )(check)


def resource(address: str, kind: str = "T", line: int = 1, file: str = "t.yaml", exists: Truth = Truth.YES) -> Resource:
    return Resource(address, kind, MapValue({}), Location(file, line, 1), exists=exists)


def context(*resources: Resource) -> Context:
    return Context(Graph(resources={one.address: one for one in resources}), date(2026, 11, 20))


def blames(one: Resource, _: Context) -> Iterator[Answer]:
    yield Fault(f"{one.address} is wrong", one.location, ("seen",))


def silent(_: Resource, __: Context) -> Iterator[Answer]:
    yield from ()


def doubts(one: Resource, _: Context) -> Iterator[Answer]:
    yield Undecided("nobody knows", one.location)


def crashes_on_b(one: Resource, _: Context) -> Iterator[Answer]:
    yield Fault("said before", one.location)
    if one.address == "B":
        raise KeyError("oops")


def test_asks_about_resources_of_its_types_that_exist_or_may_exist() -> None:
    resources = (
        resource("A"),
        resource("B", exists=Truth.NO),
        resource("C", exists=Truth.UNDECIDED, line=2),
        resource("D", kind="Other"),
    )
    outcome = run(context(*resources), [make_rule(blames)])
    assert [one.resource.address for one in outcome.answers] == ["A", "C"]


def test_resource_of_undecided_existence_turns_proof_into_assumption_and_says_why() -> None:
    one = resource("A", exists=Truth.UNDECIDED)
    one.condition = "IsProduction"
    (found,) = run(context(one), [make_rule(blames)]).answers
    assert isinstance(found.answer, Fault)
    assert found.answer.certainty == "assumption"
    assert found.answer.evidence == (
        "seen",
        "A exists only if its condition IsProduction holds, which is not decided here",
    )


def test_heuristic_stays_heuristic_on_a_resource_that_may_not_exist() -> None:
    def guesses(one: Resource, _: Context) -> Iterator[Answer]:
        yield Fault("perhaps", one.location, certainty="heuristic")

    (found,) = run(context(resource("A", exists=Truth.UNDECIDED)), [make_rule(guesses)]).answers
    assert isinstance(found.answer, Fault)
    assert found.answer.certainty == "heuristic"


def test_answer_without_a_place_gets_that_of_its_resource() -> None:
    def nowhere(_: Resource, __: Context) -> Iterator[Answer]:
        yield Fault("lost", Absent(NOWHERE))

    (found,) = run(context(resource("A", line=7)), [make_rule(nowhere)]).answers
    assert found.answer.location == Location("t.yaml", 7, 1)


def test_passed_are_rules_that_were_asked_and_had_nothing_to_say() -> None:
    rules = [
        make_rule(silent, "T-SILENT-001"),
        make_rule(blames, "T-BLAME-001"),
        make_rule(doubts, "T-DOUBT-001"),
        make_rule(silent, "T-NOBODY-001", types=("Nowhere",)),
        make_rule(crashes_on_b, "T-CRASH-001"),
    ]
    assert run(context(resource("B")), rules).passed == ("T-SILENT-001",)


def test_rule_that_does_not_apply_is_not_asked_and_passes_nothing() -> None:
    loud = replace(make_rule(blames), applies=lambda context: context.policy.destroyable is True)
    quiet = replace(make_rule(silent), applies=lambda context: context.policy.destroyable is False)
    outcome = run(context(resource("A")), [loud, quiet])
    assert (outcome.answers, outcome.passed) == ((), ())


def test_crash_is_reported_keeps_what_was_said_and_lets_the_rest_go_on() -> None:
    rules = [make_rule(crashes_on_b, "T-CRASH-001"), make_rule(blames, "T-BLAME-001")]
    outcome = run(context(resource("A", line=1), resource("B", line=2), resource("C", line=3)), rules)
    assert [(one.rule.id, one.resource.address) for one in outcome.answers] == [
        ("T-BLAME-001", "A"),
        ("T-CRASH-001", "A"),
        ("T-BLAME-001", "B"),
        ("T-CRASH-001", "B"),
        ("T-BLAME-001", "C"),
        ("T-CRASH-001", "C"),
    ]
    assert not outcome.complete
    (crash,) = outcome.crashes
    assert (crash.rule.id, crash.resource.address, crash.error) == ("T-CRASH-001", "B", "KeyError: 'oops'")
    assert crash.at.startswith("test_rule_run.py:")
    assert "please report" in crash.message


def test_endless_recursion_in_a_rule_is_a_crash_like_any_other() -> None:
    def recurses(one: Resource, ctx: Context) -> Iterator[Answer]:
        yield from recurses(one, ctx)

    outcome = run(context(resource("A")), [make_rule(recurses)])
    assert [crash.error.partition(":")[0] for crash in outcome.crashes] == ["RecursionError"]


def test_input_error_is_not_dressed_up_as_a_bug() -> None:
    def refuses(_: Resource, __: Context) -> Iterator[Answer]:
        raise InputError("no such table")
        yield  # makes it a generator

    with pytest.raises(InputError):
        run(context(resource("A")), [make_rule(refuses)])


def test_answers_come_by_file_line_and_rule_whatever_the_order_of_rules_and_resources() -> None:
    resources = [resource("A", file="b.yaml", line=1), resource("B", file="a.yaml", line=9), resource("C", line=3)]
    rules = [make_rule(blames, "T-Z-001"), make_rule(doubts, "T-A-001")]
    forward = run(context(*resources), rules)
    backward = run(context(*reversed(resources)), list(reversed(rules)))
    expected = [
        ("a.yaml", 9, "T-A-001"),
        ("a.yaml", 9, "T-Z-001"),
        ("b.yaml", 1, "T-A-001"),
        ("b.yaml", 1, "T-Z-001"),
        ("t.yaml", 3, "T-A-001"),
        ("t.yaml", 3, "T-Z-001"),
    ]
    for outcome in (forward, backward):
        places = [(one.answer.location.file, one.answer.location.line, one.rule.id) for one in outcome.answers]
        assert places == expected


def test_rule_for_every_type_is_asked_about_all_that_may_exist() -> None:
    there = context(resource("A"), resource("B", "U", exists=Truth.UNDECIDED), resource("C", exists=Truth.NO))
    outcome = run(there, [make_rule(blames, types=EVERY_TYPE)])
    assert [one.resource.address for one in outcome.answers] == ["A", "B"]
