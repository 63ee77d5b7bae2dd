"""Log groups are made by the project, with a retention, before what logs into them.

## What it proves
Every log group sets its retention; and every Lambda function logs into a log group of the project that exists
before it: `LoggingConfig.LogGroup` refers to one, or a group has the name that Lambda would use and the function
depends on it. Without an explicit group Lambda makes one that keeps everything for ever and outlives the stack.

## Parameters
- `retention_days`: the retention that every group has to have.
- `retention_days_at_most`: the longest that any group may have.

## Example
    expect: {check: logs.explicit-groups, with: {retention_days: 7}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import WHOLE, Parameter, all_known, check
from stackproof.contract.outcome import fact, note, place, proven, undecided, violated
from stackproof.graph.identity import identify
from stackproof.graph.query import decide, is_open, number, same, show, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Reference, Value, references, text

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_GROUP = "AWS::Logs::LogGroup"


@check(
    {
        "retention_days": Parameter(WHOLE, "the retention in days"),
        "retention_days_at_most": Parameter(WHOLE, "the longest retention in days"),
    }
)
def CHECK(context: EvaluationContext, retention_days: int | None, retention_days_at_most: int | None) -> Outcome:
    """Judges every log group and every function."""
    graph = context.graph
    outcomes = [_group(group, retention_days, retention_days_at_most) for group in graph.of_type(_GROUP)]
    outcomes.extend(_function(function, graph) for function in graph.of_type("AWS::Lambda::Function"))
    return all_known(context, outcomes, "no log group and no function in the whole graph")


def _group(group: Resource, exactly: int | None, at_most: int | None) -> Outcome:
    days = group.get("RetentionInDays")

    def fits(value: Value) -> Truth:
        known = number(value)
        if known is None:
            return Truth.UNDECIDED if is_open(value) else Truth.NO
        return Truth.of((exactly is None or known == exactly) and (at_most is None or known <= at_most))

    answer = decide(days, fits)
    shown = fact(group, "RetentionInDays", days)
    if answer is Truth.YES:
        return proven(shown)
    if answer is Truth.NO:
        wanted = f"{exactly} days" if exactly is not None else f"at most {at_most} days" if at_most else "any retention"
        reason = f"{group.address}: RetentionInDays is {show(days)}, needed {wanted}"
        if group.exists is not Truth.YES:
            return undecided(f"{reason}, if it exists", place(group, days), shown)
        return violated(reason, place(group, days), shown)
    return undecided(f"the retention of {group.address}: {why(days)}", place(group, days), shown)


def _function(function: Resource, graph: Graph) -> Outcome:
    named = function.get("LoggingConfig", "LogGroup")
    if isinstance(named, Absent):
        return _by_convention(function, graph)
    found = identify(named, graph, _GROUP)
    if found.resource is not None and found.resource.type == _GROUP and found.truth is Truth.YES:
        group = found.resource
        if _comes_after(function, group, named):
            return proven(note(function, f"logs into {group.address}, which exists before it", named))
        words = f"{function.address} logs into {group.address} without depending on it"
        return violated(words, place(function, named), note(function, words, named))
    if found.truth is Truth.NO:
        words = f"{function.address} logs into {show(named)}, which is no log group of the project"
        return violated(words, place(function, named), note(function, words, named))
    return undecided(f"where {function.address} logs: {why(named)}", place(function, named))


def _comes_after(function: Resource, group: Resource, named: Value) -> bool:
    """Whether the function waits for the group: it refers to it, or says so."""
    referred = any(reference.target == group.address for _, reference in references(named))
    return referred or group.address in function.depends_on


def _by_convention(function: Resource, graph: Graph) -> Outcome:
    own_name = function.get("FunctionName")
    names = [text(["/aws/lambda/", Reference(function.address)])]
    if not isinstance(own_name, Absent):
        names.append(text(["/aws/lambda/", own_name]))
    for group in graph.of_type(_GROUP):
        answers = [same(group.get("LogGroupName"), name) for name in names]
        if Truth.YES not in answers:
            continue
        if group.address in function.depends_on and group.exists is Truth.YES:
            return proven(note(function, f"logs into {group.address}, which exists before it"))
        words = f"{function.address} logs into {group.address} but does not wait for it"
        return violated(words, function.location, note(function, words), note(group, "made without regard to it"))
    words = f"{function.address} logs into a group that Lambda makes, which never expires and outlives the stack"
    if function.exists is Truth.YES:
        return violated(words, function.location, note(function, words))
    return undecided(f"{words}, if it exists", function.location)
