"""What is wrong with a handler in Python itself: its name, its arguments, what it asks of its context."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from stackproof.sources.handlers.model import Trouble
from stackproof.sources.python import defines, functions

if TYPE_CHECKING:
    from stackproof.sources.handlers.model import Handler
    from stackproof.sources.handlers.python_modules import Module
    from stackproof.sources.packages import Package

# https://docs.aws.amazon.com/lambda/latest/dg/python-context.html, 2026-11-28.
_CONTEXT = frozenset(
    {"function_name", "function_version", "invoked_function_arn", "memory_limit_in_mb", "aws_request_id",
     "log_group_name", "log_stream_name", "identity", "client_context", "get_remaining_time_in_millis", "log",
     "tenant_id"}
)  # fmt: skip


def check_entry(package: Package, module: Module, name: str, found: Handler) -> None:
    """What is wrong with the handler itself."""
    defined = defines(module.tree, name)
    if defined is None:
        star = any(
            isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names)
            for node in ast.walk(module.tree)
        )
        bound = name in module.bodies[""].bound or name in module.bodies or name in module.classes
        if not bound and not star:
            found.troubles.append(Trouble("no_function", f"it defines no {name}", package.place(module.name, 1)))
        return
    at = package.place(module.name, defined.line)
    body = module.bodies.get(name)
    node = body.node if body is not None else None
    decorated = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and bool(node.decorator_list)
    if not decorated and (defined.least > 2 or (defined.most is not None and defined.most < 2)):
        takes = (
            f"{defined.least} arguments"
            if defined.least > 2
            else f"{defined.most} argument{'' if defined.most == 1 else 's'}"
        )
        found.troubles.append(Trouble("arity", f"{name} takes {takes}, and Lambda gives it two", at))
    for one in functions(module.tree):
        if one.name == name and one.is_stub and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.troubles.append(Trouble("stub", f"{name} does nothing", at))
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not decorated:
        _context(package, module, node, found)


def _context(package: Package, module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef, found: Handler) -> None:
    """Attributes of the context that it does not have."""
    arguments = [*node.args.posonlyargs, *node.args.args]
    if len(arguments) < 2:
        return
    name = arguments[1].arg
    inside = list(ast.walk(node))
    stores = (ast.Store, ast.Del)
    if any(isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, stores) for one in inside):
        return
    of_context = [
        one
        for one in inside
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == name
    ]
    asked = {one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    given = {one.attr for one in of_context if isinstance(one.ctx, ast.Store)}
    seen: set[str] = set()
    for one in of_context:
        if one.attr in _CONTEXT or one.attr in asked | given | seen or one.attr.startswith("_"):
            continue
        if is_caught(node, one, frozenset({"AttributeError", "Exception", "BaseException", ""})):
            continue
        seen.add(one.attr)
        words = f"the context of Lambda has no {one.attr}"
        found.troubles.append(Trouble("context", words, package.place(module.name, one.lineno)))


def is_caught(body: ast.AST, node: ast.AST, names: frozenset[str]) -> bool:
    """Whether a node stands in a `try` of this body that goes on after such an error."""
    for one, inside in _tries(body):
        if id(node) in inside:
            for handler in one.handlers:
                kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
                if any(_called(kind) in names for kind in kinds):
                    return True
    return False


@lru_cache(maxsize=256)
def _tries(body: ast.AST) -> tuple[tuple[ast.Try, frozenset[int]], ...]:
    """Every `try` of a body, with the nodes that it guards by their identity, which the body keeps alive."""
    return tuple(
        (one, frozenset(id(inner) for part in one.body for inner in ast.walk(part)))
        for one in ast.walk(body)
        if isinstance(one, ast.Try)
    )


def _called(node: ast.expr | None) -> str:
    if node is None:
        return ""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else "?"
