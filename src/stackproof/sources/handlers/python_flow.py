"""What of a body runs, and under which tests: early returns, branches, `and`, conditional expressions."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Tests = tuple[ast.expr, ...]
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@lru_cache(maxsize=256)
def running(body: ast.AST) -> tuple[tuple[ast.AST, Tests], ...]:
    """The nodes that run with a module or function, each with the expressions that decide whether it does.

    Bodies of functions inside it are left out, and so is what runs only as a script or for type checkers.
    """
    return tuple(_block(getattr(body, "body", []), ()))


def _block(statements: list[ast.stmt], tests: Tests) -> Iterator[tuple[ast.AST, Tests]]:
    for statement in statements:
        if isinstance(statement, ast.If):
            yield from _expression(statement.test, tests)
            inside = (*tests, statement.test)
            if not _is_left_out(statement.test):
                yield from _block(statement.body, inside)
            yield from _block(statement.orelse, inside)
            if _leaves(statement.body) or _leaves(statement.orelse):
                tests = inside
        else:
            yield from _statement(statement, tests)


def _statement(statement: ast.stmt, tests: Tests) -> Iterator[tuple[ast.AST, Tests]]:
    yield statement, tests
    if isinstance(statement, _NESTED):
        for decorator in statement.decorator_list:
            yield from _expression(decorator, tests)
        if isinstance(statement, ast.ClassDef):
            yield from _block([one for one in statement.body if not isinstance(one, _NESTED)], tests)
        return
    for _, value in ast.iter_fields(statement):
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, ast.expr):
                yield from _expression(one, tests)
            elif isinstance(one, ast.stmt):
                yield from _block([one], tests)
            elif isinstance(one, ast.withitem):
                yield from _expression(one.context_expr, tests)
            elif isinstance(one, (ast.ExceptHandler, ast.match_case)):
                yield from _block(one.body, tests)


def _expression(node: ast.expr, tests: Tests) -> Iterator[tuple[ast.AST, Tests]]:
    stack: list[tuple[ast.AST, Tests]] = [(node, tests)]
    while stack:
        current, here = stack.pop()
        yield current, here
        if isinstance(current, ast.IfExp):
            inside = (*here, current.test)
            below: list[tuple[ast.AST, Tests]] = [
                (current.test, here),
                (current.body, inside),
                (current.orelse, inside),
            ]
        elif isinstance(current, ast.BoolOp):
            below = [(one, (*here, *current.values[:index])) for index, one in enumerate(current.values)]
        else:
            below = [(child, here) for child in ast.iter_child_nodes(current)]
        stack.extend(reversed(below))


def _leaves(block: list[ast.stmt]) -> bool:
    return bool(block) and isinstance(block[-1], _ENDS)


def _is_left_out(test: ast.expr) -> bool:
    names = {one.id if isinstance(one, ast.Name) else one.attr for one in ast.walk(test)
             if isinstance(one, (ast.Name, ast.Attribute))}  # fmt: skip
    return bool(names & {"__name__", "TYPE_CHECKING"})
