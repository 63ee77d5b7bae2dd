"""Does a statement speak of this action, resource, principal, and do its conditions hold? In three values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.identity import canonical, identify
from stackproof.graph.query import same, string
from stackproof.graph.resource import Resource
from stackproof.graph.texts import Token, glob, glob_could_match, tokens
from stackproof.graph.truth import Truth, every, some
from stackproof.graph.values import Known, Text, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.graph.graph import Graph
    from stackproof.reasoning.iam.documents import Condition, Items, Principals, Statement

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_WILD: tuple[Token, ...] = ("*", "?")
_SOME = Unknown("some of what a wildcard stands for", "*")
_ROOT = re.compile(r"arn:aws:iam::\d{12}:root|\d{12}")


def any_of(listed: Items, check: Callable[[Value], Truth]) -> Truth:
    """Whether one entry of a list fits; entries that may be missing and lists known in part leave it open."""
    answers = [check(item.value) & item.present for item in listed.items]
    return some(answers if listed.complete else [*answers, Truth.UNDECIDED])


def speaks_of_action(statement: Statement, action: str) -> Truth:
    """Whether the statement's Action or NotAction covers an action (case does not matter; `*` in it means all)."""
    subject: list[Token] = list(action.lower())
    if statement.not_actions.written:
        return ~any_of(statement.not_actions, lambda pattern: _fits_action(pattern, _opened(subject)))
    if statement.effect != "Allow":
        subject = _opened(subject)
    return any_of(statement.actions, lambda pattern: _fits_action(pattern, subject))


def _fits_action(pattern: Value, action: list[Token]) -> Truth:
    return fits([part.lower() if isinstance(part, str) else part for part in tokens(pattern)], action)


def _opened(subject: list[Token]) -> list[Token]:
    """What is asked about, its wildcards turned into holes.

    Asked about all objects, an allow has to take them all, but a deny (and an exception) of some already matters.
    """
    return [_SOME if part in ("*", "?") else part for part in subject]


def fits(pattern: list[Token], subject: list[Token]) -> Truth:
    """Whether a pattern with `*` and `?` takes a text, both with holes.

    What both begin with, up to the first wildcard, decides nothing: a hole that both have is the same text in both.
    """
    start = 0
    while start < min(len(pattern), len(subject)) and pattern[start] == subject[start] and pattern[start] not in _WILD:
        start += 1
    pattern, subject = pattern[start:], subject[start:]
    if glob(pattern, subject):
        return Truth.YES
    return Truth.UNDECIDED if glob_could_match(pattern, subject) else Truth.NO


def speaks_of_resource(statement: Statement, resource: Value, graph: Graph) -> Truth:
    """Whether the statement's Resource or NotResource covers a resource; without either it speaks of its owner."""
    if statement.not_resources.written:
        return ~any_of(statement.not_resources, lambda pattern: fits_resource(pattern, resource, graph, _opened))
    if not statement.resources.written:
        return Truth.YES
    ask = _as_asked if statement.effect == "Allow" else _opened
    return any_of(statement.resources, lambda pattern: fits_resource(pattern, resource, graph, ask))


def _as_asked(subject: list[Token]) -> list[Token]:
    return subject


def fits_resource(
    pattern: Value, subject: Value, graph: Graph, ask: Callable[[list[Token]], list[Token]] = _as_asked
) -> Truth:
    """Whether a resource pattern of a policy takes a resource; `ask` says what the resource's own wildcards mean."""
    if string(pattern) == "*":
        return Truth.YES
    answer = fits(_pattern(canonical(pattern, graph)), ask(tokens(canonical(subject, graph))))
    return _told_apart(pattern, subject, graph) if answer is Truth.UNDECIDED else answer


def _told_apart(one: Value, other: Value, graph: Graph) -> Truth:
    """Two texts with holes may look alike; when they mean two different resources, they are not."""
    first, second = identify(one, graph), identify(other, graph)
    apart = first.truth is second.truth is Truth.YES and first.resource is not second.resource
    return Truth.NO if apart else Truth.UNDECIDED


def _pattern(value: Value) -> list[Token]:
    """The tokens of a pattern; a policy variable such as `${aws:username}` is a hole."""
    out: list[Token] = []
    for part in value.parts if isinstance(value, Text) else (value,):
        written = part if isinstance(part, str) else string(part)
        if written is None:
            out.extend(tokens(part) if isinstance(part, Value) else ())
            continue
        last = 0
        for match in _VARIABLE.finditer(written):
            out.extend(written[last : match.start()])
            out.append(Unknown("a policy variable is filled in at the request"))
            last = match.end()
        out.extend(written[last:])
    return out


def speaks_of_principal(statement: Statement, principal: Resource | Value, graph: Graph) -> Truth:
    """Whether the statement's Principal or NotPrincipal names a principal.

    Args:
        statement: of a resource policy or a role's trust policy.
        principal: a role or user of the graph, or a service (`logs.us-east-1.amazonaws.com`) or ARN as a value.
        graph: where principals are looked up.
    """
    if statement.not_principals.written:
        return ~_names(statement.not_principals, principal, graph)
    return _names(statement.principals, principal, graph)


def _names(principals: Principals, principal: Resource | Value, graph: Graph) -> Truth:
    answers = []
    for one in principals.items:
        if one.kind == "*":
            answers.append(one.present)
        elif isinstance(principal, Resource):
            if one.kind == "AWS":
                answers.append(_is_resource(one.value, principal, graph) & one.present)
        else:
            subject = canonical(principal, graph)
            kind = "Service" if _is_service(subject) else "AWS"
            if one.kind == kind:
                answers.append(same(canonical(one.value, graph), subject) & one.present)
    return some(answers if principals.complete else [*answers, Truth.UNDECIDED])


def _is_service(value: Value) -> bool:
    last = tokens(value)[-14:]
    return "".join(part for part in last if isinstance(part, str)).endswith(".amazonaws.com")


def _is_resource(value: Value, principal: Resource, graph: Graph) -> Truth:
    found = identify(value, graph, principal.type)
    if found.truth is Truth.NO or (found.resource is not None and found.resource is not principal):
        return Truth.NO
    if is_account(value, graph) is not Truth.NO:
        return Truth.NO
    return found.truth


def is_account(value: Value, graph: Graph) -> Truth:
    """Whether a principal is a whole account: its id, or the ARN that ends with `:root`."""
    plain = canonical(value, graph)
    written = string(plain)
    if written is not None:
        return Truth.of(_ROOT.fullmatch(written) is not None)
    if isinstance(plain, Text):
        first, last = plain.parts[0], plain.parts[-1]
        ends = isinstance(last, str) and last.endswith(":root")
        return Truth.of(ends and isinstance(first, str) and first.startswith("arn:aws:iam::"))
    return Truth.of(isinstance(plain, Unknown) and plain.symbol == "AWS::AccountId")


def conditions_hold(statement: Statement, context: Mapping[str, Value | str], graph: Graph) -> Truth:
    """Whether every condition holds for a request whose keys are given; a key that is not given leaves it open."""
    if statement.conditions is None:
        return Truth.UNDECIDED
    given = {key.lower(): Known(value) if isinstance(value, str) else value for key, value in context.items()}
    return every(_holds(condition, given, graph) for condition in statement.conditions)


def _holds(condition: Condition, given: Mapping[str, Value], graph: Graph) -> Truth:
    actual = given.get(condition.key.lower())
    if actual is None:
        return Truth.UNDECIDED
    operator = condition.operator.rsplit(":", 1)[-1].removesuffix("IfExists").lower()
    subject = canonical(actual, graph)
    check = _OPERATORS.get(operator.replace("not", ""))
    if check is None:
        return Truth.UNDECIDED

    def fits_one(value: Value) -> Truth:
        found = check(canonical(value, graph), subject)
        return _told_apart(value, actual, graph) if found is Truth.UNDECIDED else found

    answer = any_of(condition.values, fits_one)
    return ~answer if "not" in operator else answer


def _equal(value: Value, subject: Value) -> Truth:
    return same(value, subject)


def _equal_ignoring_case(value: Value, subject: Value) -> Truth:
    one, other = string(value), string(subject)
    return same(value, subject) if one is None or other is None else Truth.of(one.lower() == other.lower())


def _like(value: Value, subject: Value) -> Truth:
    return fits(_pattern(value), tokens(subject))


_OPERATORS: dict[str, Callable[[Value, Value], Truth]] = {
    "stringequals": _equal,
    "stringequalsignorecase": _equal_ignoring_case,
    "stringlike": _like,
    "arnequals": _like,
    "arnlike": _like,
    "bool": _equal_ignoring_case,
}
