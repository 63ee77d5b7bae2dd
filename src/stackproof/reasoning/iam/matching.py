"""Does a statement speak of this action and resource? In three values."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stackproof.graph.identity import canonical
from stackproof.graph.query import string
from stackproof.graph.texts import Token, tokens
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Unknown, Value
from stackproof.reasoning.iam.globs import fits, told_apart
from stackproof.reasoning.iam.variables import RequestContext, as_literal, expand

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.graph import Graph
    from stackproof.reasoning.iam.documents import Items, Statement

ANY = RequestContext()
"""A request of which no key is known."""

_SOME = Unknown("some of what a wildcard stands for", "*")


def any_of(listed: Items, check: Callable[[Value], Truth]) -> Truth:
    """Whether one entry of a list fits; entries that may be missing and lists known in part leave it open."""
    found = Truth.NO if listed.complete else Truth.UNDECIDED
    for item in listed.items:
        answer = check(item.value)
        if answer is Truth.NO or item.present is Truth.NO:
            continue
        if answer is Truth.YES and item.present is Truth.YES:
            return answer
        found = Truth.UNDECIDED
    return found


def speaks_of_action(statement: Statement, action: str) -> Truth:
    """Whether the statement's Action or NotAction covers an action (case does not matter; `*` in it means all)."""
    action = action.lower()
    opened = bool(statement.not_actions.written) or statement.effect != "Allow"
    if statement.not_actions.written:
        return ~any_of(statement.not_actions, lambda pattern: _fits_action(pattern, action, opened))
    return any_of(statement.actions, lambda pattern: _fits_action(pattern, action, opened))


def _fits_action(pattern: Value, action: str, opened: bool) -> Truth:
    if isinstance(pattern, Known) and isinstance(pattern.data, str):
        return _fits_text(pattern.data, action, opened)
    written = [part.lower() if isinstance(part, str) else part for part in tokens(pattern)]
    return fits(written, _asked(action, opened))


@lru_cache(maxsize=1 << 15)
def _fits_text(pattern: str, action: str, opened: bool) -> Truth:
    # The same few actions are compared with the same few patterns for every role of a graph.
    return fits(list(pattern.lower()), _asked(action, opened))


def _asked(action: str, opened: bool) -> list[Token]:
    subject: list[Token] = list(action)
    return _opened(subject) if opened else subject


def _opened(subject: list[Token]) -> list[Token]:
    """What is asked about, its wildcards turned into holes.

    Asked about all objects, an allow has to take them all, but a deny (and an exception) of some already matters.
    """
    return [_SOME if part in ("*", "?") else part for part in subject]


def speaks_of_resource(statement: Statement, resource: Value, graph: Graph, context: RequestContext = ANY) -> Truth:
    """Whether the statement's Resource or NotResource covers a resource; without either it speaks of its owner."""
    if statement.not_resources.written:
        return ~any_of(
            statement.not_resources, lambda pattern: _is_excepted(pattern, resource, statement, graph, context)
        )
    if not statement.resources.written:
        return Truth.YES
    ask = _as_asked if statement.effect == "Allow" else _opened
    return any_of(
        statement.resources,
        lambda pattern: fits_resource(pattern, resource, graph, ask, statement.replaces, context),
    )


def _is_excepted(pattern: Value, resource: Value, statement: Statement, graph: Graph, context: RequestContext) -> Truth:
    # A variable that cannot be resolved makes the statement invalid, and does not make it cover more.
    if expand(canonical(pattern, graph), statement.replaces, context).resolved is Truth.NO:
        return Truth.UNDECIDED
    return fits_resource(pattern, resource, graph, _opened, statement.replaces, context)


def _as_asked(subject: list[Token]) -> list[Token]:
    return subject


def fits_resource(
    pattern: Value,
    subject: Value,
    graph: Graph,
    ask: Callable[[list[Token]], list[Token]] = _as_asked,
    replaces: Truth = Truth.YES,
    context: RequestContext = ANY,
) -> Truth:
    """Whether a resource pattern of a policy takes a resource.

    Args:
        pattern: from Resource or NotResource.
        subject: the ARN asked about.
        graph: where names are looked up.
        ask: what the resource's own wildcards mean.
        replaces: whether policy variables in the pattern are replaced.
        context: the request's keys, for the variables.
    """
    if string(pattern) == "*":
        return Truth.YES
    expanded = expand(canonical(pattern, graph), replaces, context)
    if expanded.resolved is Truth.NO:
        return Truth.NO
    has = tokens(canonical(subject, graph))
    answer = fits(expanded.tokens, ask(as_literal(has) if expanded.literal else has))
    answer = told_apart(pattern, subject, graph) if answer is Truth.UNDECIDED else answer
    return answer & expanded.resolved
