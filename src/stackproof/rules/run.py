"""Asks rules about the resources of a graph."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from stackproof.errors import InputError
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import MapValue
from stackproof.rules.model import EVERY_TYPE, PROJECT, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stackproof.rules.model import Answer, Context, Rule


class RuleAnswer(NamedTuple):
    """What one rule said about one resource."""

    rule: Rule
    resource: Resource
    answer: Answer


class RuleCrash(NamedTuple):
    """A rule that raised: a bug of stackproof, so nothing is known about the resource in this matter.

    `error` is the kind and the message of the exception; `at` is the line of the rule that raised it.
    """

    rule: Rule
    resource: Resource
    error: str
    at: str

    @property
    def message(self) -> str:
        """One sentence for the user, which asks for a report."""
        return (
            f"rule {self.rule.id} failed on {self.resource.address} ({self.error}, at {self.at}); "
            "this is a bug of stackproof, please report it"
        )


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What came of a run.

    Attributes:
        answers: faults and undecided checks, by file, line and rule.
        passed: ids of the rules that apply, were asked about a resource and had nothing to say.
        crashes: rules that raised; the assessment is incomplete when there are any.
    """

    answers: tuple[RuleAnswer, ...]
    passed: tuple[str, ...]
    crashes: tuple[RuleCrash, ...]

    @property
    def complete(self) -> bool:
        """Whether every rule finished."""
        return not self.crashes


def run(context: Context, rules: Iterable[Rule]) -> RuleOutcome:
    """Asks each rule about each resource of its types that exists or may exist.

    Raises:
        InputError: a rule found the user's input unreadable.
    """
    with _without_collection():
        return _run(context, rules)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keeps Python from looking for circles meanwhile: it would walk the whole graph again and again, and rules make
    none worth finding (a third of the time at 2,000 resources)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _run(context: Context, rules: Iterable[Rule]) -> RuleOutcome:
    answers: list[RuleAnswer] = []
    crashes: list[RuleCrash] = []
    passed: list[str] = []
    for rule in rules:
        resources = _asked_about(rule, context)
        before = len(answers) + len(crashes)
        for resource in resources:
            crash = _ask(rule, resource, context, answers)
            if crash is not None:
                crashes.append(crash)
        if resources and len(answers) + len(crashes) == before:
            passed.append(rule.id)
    return RuleOutcome(
        tuple(sorted(answers, key=_order)),
        tuple(sorted(passed)),
        tuple(sorted(crashes, key=lambda crash: (crash.rule.id, crash.resource.address))),
    )


def _asked_about(rule: Rule, context: Context) -> list[Resource]:
    sources = context.sources
    if rule.engines and sources is not None and sources.engine not in rule.engines:
        return []
    if (rule.optional and rule.id not in context.policy.rules) or not rule.applies(context):
        return []
    if rule.types == PROJECT:
        return [_project(context)]
    if rule.types == EVERY_TYPE:
        return [one for one in context.graph.resources.values() if one.exists is not Truth.NO]
    return context.graph.of_type(*rule.types)


def _project(context: Context) -> Resource:
    """The project as what a rule speaks of; its place is its entry, where that is a file."""
    sources = context.sources
    at = NOWHERE
    if sources is not None and (sources.root / sources.entry).is_file():
        at = Location(sources.entry, 1)
    return Resource("project", "project", MapValue({}), at)


def _ask(rule: Rule, resource: Resource, context: Context, answers: list[RuleAnswer]) -> RuleCrash | None:
    try:
        # What a rule said before it raised counts.
        for answer in rule.check(resource, context):
            answers.append(RuleAnswer(rule, resource, _settle(answer, resource)))  # noqa: PERF401
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a rule raises must not silence the other rules
        return RuleCrash(rule, resource, f"{type(error).__name__}: {error}".rstrip(": "), _origin(error))
    return None


def _settle(answer: Answer, resource: Resource) -> Answer:
    """The answer with a place, and weakened by what the resource's own existence rests on."""
    if answer.location == NOWHERE:
        answer = replace(answer, at=resource.location)
    if not isinstance(answer, Fault):
        return answer
    doubt = _doubt(resource)
    if not doubt:
        return answer
    certainty = "assumption" if answer.certainty == "proved" else answer.certainty
    return replace(answer, certainty=certainty, evidence=(*answer.evidence, doubt))


def _doubt(resource: Resource) -> str:
    if resource.exists is Truth.UNDECIDED:
        name = f" {resource.condition}" if resource.condition else ""
        return f"{resource.address} exists only if its condition{name} holds, which is not decided here"
    return f"{resource.address} exists as assumed: {resource.assumed}" if resource.assumed else ""


def _origin(error: Exception) -> str:
    """`file.py:line` of the innermost frame, without folders, so that it is the same on every machine."""
    trace = error.__traceback__
    assert trace is not None
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.replace(chr(92), '/').rpartition('/')[2]}:{trace.tb_lineno}"


def _order(one: RuleAnswer) -> tuple[str, int, str, int, str, str]:
    place = one.answer.location
    said = one.answer.message if isinstance(one.answer, Fault) else one.answer.reason
    return (place.file, place.line, one.rule.id, place.column, one.resource.address, said)
