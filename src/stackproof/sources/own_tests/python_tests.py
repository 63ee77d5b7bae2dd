"""Tests in Python, for pytest and unittest."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from stackproof.graph.location import Location
from stackproof.sources.own_tests.model import Case, FileOfTests, Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_MOCKS = frozenset({"moto", "mock", "pytest_mock", "responses", "httpretty", "localstack_client"})
_STUBS = frozenset({"unittest.mock", "botocore.stub"})
_REFUSALS = frozenset({"fail", "skip", "skipTest", "xfail"})
_TYPE = re.compile(r"(?:AWS|Custom)::\w+::?\w*")
_TYPED = frozenset(
    {"resource_count_is", "has_resource", "has_resource_properties", "all_resources", "all_resources_properties"}
    | {"resource_properties_count_is"}
)
_COMMENTED = re.compile(r"^\s*#.*(?:assert|has_resource|resource_count|expect)", re.MULTILINE)


def read(name: str, tree: ast.Module, text: str, *, integration: bool) -> FileOfTests:
    """What a module tests."""
    lines = text.splitlines()
    cases = tuple(
        Case(function.name, Location(name, function.lineno, function.col_offset + 1), _nothing(function, lines))
        for function in ast.walk(tree)
        if isinstance(function, _Function) and function.name.startswith("test")
    )
    return FileOfTests(
        name,
        integration,
        tuple(sorted(cases, key=lambda case: case.at)),
        tuple(_mocks(tree, name)),
        tuple(_outputs(tree, name)) if re.search(r"outputs?[\w.-]*\.json", text) else (),
        tuple(_types(tree, name)),
    )


def _nothing(function: _Function, lines: list[str]) -> str:
    body = function.body
    if _is_text(body[0]):
        body = body[1:]
    if not body:
        return "its body is a text alone"
    if all(_says_nothing(statement) for statement in body):
        return "it asserts nothing of the code: " + ast.unparse(body[-1])[:60].replace("\n", " ")
    end = function.end_lineno or function.lineno
    # Comments behind the last statement are the end of the body as well.
    while end < len(lines) and (not lines[end].strip() or lines[end].lstrip().startswith("#")):
        end += 1
    written = "\n".join(lines[function.lineno - 1 : end])
    if _COMMENTED.search(written) and not any(_asserts(node) for node in ast.walk(function)):
        return "its assertions are commented out"
    return ""


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _says_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass) or _is_text(statement):
        return True
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assert):
        return _is_fixed(statement.test)
    if isinstance(statement, ast.Raise):
        return "NotImplementedError" in ast.unparse(statement)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        call = statement.value
        called = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if called in _REFUSALS:
            return True
        return called.startswith("assert") and bool(call.args) and all(_is_fixed(one) for one in call.args)
    return False


def _is_fixed(expression: ast.expr) -> bool:
    """Whether it is made of constants alone, so that its value hangs on nothing."""
    return not any(isinstance(node, (ast.Name, ast.Call, ast.Attribute)) for node in ast.walk(expression))


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called.startswith(("assert", "has_", "expect", "raises", "resource_", "all_resources", "find_"))


def _mocks(tree: ast.Module, name: str) -> Iterator[Mention]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for module in found:
            if module.partition(".")[0] in _MOCKS or module in _STUBS:
                yield Mention(module, Location(name, node.lineno, node.col_offset + 1))
                break


def _outputs(tree: ast.Module, name: str) -> Iterator[Mention]:
    for node in ast.walk(tree):
        key: ast.expr | None = None
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is_outputs(node.value):
            key = node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            key = node.args[0] if node.args and _is_outputs(node.func.value) else None
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield Mention(key.value, Location(name, key.lineno, key.col_offset + 1))


def _is_outputs(node: ast.expr) -> bool:
    named = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return named.lower() in {"outputs", "flat_outputs", "stack_outputs", "cfn_outputs", "tf_outputs", "_outputs"}


def _types(tree: ast.Module, name: str) -> Iterator[Mention]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr not in _TYPED:
            continue
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and _TYPE.fullmatch(first.value):
            count = None
            if node.func.attr == "resource_count_is" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant):
                value = node.args[1].value
                count = value if isinstance(value, int) else None
            yield Mention(first.value, Location(name, node.lineno, node.col_offset + 1), count)
