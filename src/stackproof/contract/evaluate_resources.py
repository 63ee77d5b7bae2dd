"""Judges expectations about resources and outputs."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from stackproof.contract.expected_place import expected_place
from stackproof.contract.outcome import Outcome, fact, listed, note, place, proven, together, undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.location import NOWHERE
from stackproof.graph.query import show, why
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.expectation import Count, OutputExpectation, ResourceExpectation
    from stackproof.contract.matcher import Has, Selector
    from stackproof.contract.path import Tally
    from stackproof.graph.graph import Output
    from stackproof.graph.resource import Resource


def resources(expectation: ResourceExpectation, context: EvaluationContext) -> Outcome:
    """Whether the selected resources are there, as many as asked for, and as asked for."""
    members = context.selection.members(expectation.selector)
    counted = _counted(expectation, members, context)
    if counted.truth is not Truth.YES or not expectation.has:
        return counted
    if expectation.any:
        return _one(expectation, members, context)
    judged = together(_member(resource, member, expectation.has, context) for resource, member in members)
    if judged.truth is Truth.YES and context.blind:
        return undecided(f"not all resources are known: {context.blind}", context.home, *judged.evidence)
    return judged


def _counted(
    expectation: ResourceExpectation, members: list[tuple[Resource, Truth]], context: EvaluationContext
) -> Outcome:
    count, selector = expectation.count, expectation.selector
    sure = [resource for resource, truth in members if truth is Truth.YES]
    answer = _count_truth(count, len(sure), len(members), blind=bool(context.blind))
    found = tuple(note(resource, resource.type) for resource, _ in members)
    if answer is Truth.YES:
        return proven(*found) if found else proven(Proof("", context.home, f"no {selector} in the whole graph"))
    at = expected_place(selector, context)
    if answer is Truth.NO:
        if not members:
            return violated(f"there is no {selector}, needed {count}", at, *_near(selector, context))
        if count.most is not None and len(sure) > count.most:
            at = sure[count.most].location
        named = listed([resource.address for resource, _ in members])
        return violated(f"found {len(members)} of {selector}, needed {count}: {named}", at, *found)
    open_ones = [resource for resource, truth in members if truth is Truth.UNDECIDED]
    if open_ones:
        first = open_ones[0]
        return undecided(f"whether {first.address} is {selector}: {_membership(first)}", first.location, *found)
    return undecided(f"not all resources are known: {context.blind}", at, *found)


def _membership(resource: Resource) -> str:
    if resource.exists is Truth.UNDECIDED:
        return f"it exists only under the condition {resource.condition}"
    return "what narrows the selection is not known of it"


def _count_truth(count: Count, sure: int, possible: int, *, blind: bool) -> Truth:
    if (count.most is not None and sure > count.most) or (possible < count.least and not blind):
        return Truth.NO
    if sure < count.least:
        return Truth.UNDECIDED
    return Truth.YES if count.most is None or (possible <= count.most and not blind) else Truth.UNDECIDED


def _near(selector: Selector, context: EvaluationContext) -> Iterator[Proof]:
    """Resources of the type that do not match, for whoever wonders why nothing was found."""
    for resource in context.graph.resources.values():
        if fnmatchcase(resource.type, selector.type):
            yield note(resource, f"{resource.type}, not selected")


def _one(
    expectation: ResourceExpectation, members: list[tuple[Resource, Truth]], context: EvaluationContext
) -> Outcome:
    judged = [(resource, member, _all_of(resource, expectation.has, context)) for resource, member in members]
    for _, member, outcome in judged:
        if member is Truth.YES and outcome.truth is Truth.YES:
            return outcome
    still = [(resource, outcome) for resource, _, outcome in judged if outcome.truth is not Truth.NO]
    if still:
        resource, outcome = still[0]
        reason = outcome.reason or f"whether {resource.address} is selected: {_membership(resource)}"
        return undecided(reason, outcome.at or resource.location, *outcome.evidence)
    if context.blind:
        return undecided(f"not all resources are known: {context.blind}", context.home)
    nearest = together(outcome for _, _, outcome in judged)
    return violated(
        f"none of {expectation.selector} is as asked: {nearest.reason}", nearest.at or context.home, *nearest.evidence
    )


def _member(resource: Resource, member: Truth, has: tuple[Has, ...], context: EvaluationContext) -> Outcome:
    outcome = _all_of(resource, has, context)
    if member is Truth.YES or outcome.truth is not Truth.NO:
        return outcome
    reason = f"whether {resource.address} is selected: {_membership(resource)}, and {outcome.reason}"
    return undecided(reason, outcome.at or resource.location, *outcome.evidence)


def _all_of(resource: Resource, has: tuple[Has, ...], context: EvaluationContext) -> Outcome:
    return together(_property(resource, one, context) for one in has)


def _property(resource: Resource, has: Has, context: EvaluationContext) -> Outcome:
    truth, tally = context.selection.has(resource, has)
    path = has[0]
    leaves = [leaf for leaf in tally.leaves if leaf.truth is truth] or list(tally.leaves)
    evidence = tuple(fact(resource, leaf.path or path.text, leaf.value) for leaf in leaves)
    if truth is Truth.YES:
        return proven(*(evidence or (note(resource, f"{path.text} leads to nothing"),)))
    if truth is Truth.NO and tally.found is Truth.NO:
        return _nothing(resource, path.text, tally)
    first = leaves[0]
    where = f"{resource.address}: {first.path or path.text}"
    at = place(resource, first.value)
    if truth is Truth.NO:
        return violated(f"{where} is {show(first.value)}, needed {_shortened(first.wanted)}", at, *evidence)
    return undecided(f"{where}: {why(first.value)}", at, *evidence)


def _shortened(wanted: str) -> str:
    """What was asked for, shortened for a message."""
    return wanted if len(wanted) <= 200 else wanted[:199] + "…"


def _nothing(resource: Resource, path: str, tally: Tally) -> Outcome:
    if not tally.places:
        return violated(f"{resource.address}: {path} leads to nothing", resource.location)
    here, value = tally.places[0]
    at = place(resource, value)
    reason = f"{resource.address}: {path} leads to nothing, for {here or 'it'} is {show(value)}"
    return violated(reason, at, fact(resource, here, value))


def outputs(expectation: OutputExpectation, context: EvaluationContext) -> Outcome:
    """Whether there are outputs of that name, with such values."""
    named = [one for one in context.graph.outputs if fnmatchcase(one.name, expectation.name)]
    members = [one for one in named if one.exists is not Truth.NO]
    sure = sum(1 for one in members if one.exists is Truth.YES)
    answer = _count_truth(expectation.count, sure, len(members), blind=bool(context.blind))
    evidence = tuple(_output_fact(one) for one in members)
    if answer is Truth.NO:
        reason = f"there are {len(members)} outputs {expectation.name}, needed {expectation.count}"
        return violated(reason, context.home, *evidence)
    if answer is Truth.UNDECIDED:
        reason = context.blind or f"whether the output {expectation.name} exists depends on a condition"
        return undecided(reason, members[0].at if members else context.home, *evidence)
    if expectation.value is None:
        return proven(*(evidence or (Proof("", context.home, f"no output {expectation.name}"),)))
    return together(_output(one, expectation, context) for one in members)


def _output_fact(output: Output) -> Proof:
    at = output.value.at if output.value.at != NOWHERE else output.at
    return Proof(output.name, at, f"output {output.name} = {show(output.value)}")


def _output(output: Output, expectation: OutputExpectation, context: EvaluationContext) -> Outcome:
    matcher = expectation.value
    if matcher is None:
        return proven(_output_fact(output))
    judged = matcher.judge(output.value, "", context.selection)
    truth = judged.truth if output.exists is Truth.YES or judged.truth is Truth.YES else Truth.UNDECIDED
    if truth is Truth.YES:
        return proven(_output_fact(output))
    if truth is Truth.NO:
        reason = f"output {output.name} is {show(output.value)}, needed {_shortened(str(matcher))}"
        return violated(reason, output.at, _output_fact(output))
    return undecided(f"output {output.name}: {why(output.value)}", output.at, _output_fact(output))
