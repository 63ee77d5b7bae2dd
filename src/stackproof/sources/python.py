"""Python sources as syntax trees: functions, what they do, and what is said of them. Nothing is imported or run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARACTERS = 1_000_000

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_DECLARATIONS = frozenset({"abstractmethod", "overload", "abstractproperty"})


class SourceError(ValueError):
    """A source is not Python of this version; `line` is where, or 0."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class Function(NamedTuple):
    """A function or method.

    Attributes:
        name: with the classes and functions around it, such as `Handler.run`.
        line: where it begins.
        is_stub: its body does nothing: `pass`, `...`, a bare return, or raising NotImplementedError.
        least, most: how many positional arguments it takes; `most` is None when there is no limit.
    """

    name: str
    line: int
    is_stub: bool
    least: int
    most: int | None


class Undocumented(NamedTuple):
    """A module, class or function without a docstring."""

    kind: str
    name: str
    line: int


def parse(text: str) -> ast.Module:
    """The syntax tree of a module.

    Raises:
        SourceError: the text is no Python, or too large or nested too deeply to be read safely.
    """
    if len(text) > MAX_CHARACTERS:
        raise SourceError(f"more than {MAX_CHARACTERS:,} characters")
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise SourceError(error.msg or "not Python", error.lineno or 0) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise SourceError("cannot be parsed") from error


def functions(tree: ast.Module) -> list[Function]:
    """All functions and methods, in the order of the source, without declarations (abstract ones, protocols)."""
    return [
        Function(name, node.lineno, _does_nothing(node), *_arity(node))
        for name, node in _definitions(tree)
        if isinstance(node, _Function) and not _is_declaration(node)
    ]


def defines(tree: ast.Module, name: str) -> Function | None:
    """The function of that name at the top of the module, whether defined or bound there."""
    for function in functions(tree):
        if function.name == name:
            return function
    for node in tree.body:
        names: list[ast.expr | ast.alias] = []
        if isinstance(node, ast.Assign):
            names = list(node.targets)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            names = [node.target]
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = list(node.names)
        for one in names:
            bound = (one.asname or one.name) if isinstance(one, ast.alias) else getattr(one, "id", None)
            if bound == name:
                return Function(name, node.lineno, False, 0, None)
    return None


def undocumented(tree: ast.Module) -> list[Undocumented]:
    """Modules, classes, functions and methods without a docstring; functions inside functions are left out."""
    found = []
    if ast.get_docstring(tree) is None and tree.body:
        found.append(Undocumented("module", "", 1))
    for name, node in _definitions(tree, inside_functions=False):
        if isinstance(node, _Function) and any(_name_of(one) == "overload" for one in node.decorator_list):
            continue
        if not (ast.get_docstring(node) or "").strip():
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            found.append(Undocumented(kind, name, node.lineno))
    return found


def _definitions(tree: ast.Module, *, inside_functions: bool = True) -> Iterator[tuple[str, _Function | ast.ClassDef]]:
    stack: list[tuple[str, ast.AST]] = [("", node) for node in reversed(tree.body)]
    while stack:
        prefix, node = stack.pop()
        inner = prefix
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if isinstance(node, ast.ClassDef) and any(_name_of(base) == "Protocol" for base in node.bases):
                yield prefix + node.name, node
                continue
            yield prefix + node.name, node
            if isinstance(node, _Function) and not inside_functions:
                continue
            inner = f"{prefix}{node.name}."
        below = [child for child in ast.iter_child_nodes(node) if isinstance(child, (ast.stmt, ast.ExceptHandler))]
        stack.extend((inner, child) for child in reversed(below))


def _is_declaration(node: _Function) -> bool:
    return any(_name_of(decorator) in _DECLARATIONS for decorator in node.decorator_list)


def _name_of(node: ast.expr) -> str:
    if isinstance(node, (ast.Call, ast.Subscript)):
        return _name_of(node.func if isinstance(node, ast.Call) else node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _does_nothing(node: _Function) -> bool:
    body = list(node.body)
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        # A docstring, or `...` alone.
        body = body[1:]
    return all(_is_nothing(statement) for statement in body)


def _is_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return statement.value is None or (isinstance(statement.value, ast.Constant) and statement.value.value is None)
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        return _name_of(statement.exc) == "NotImplementedError"
    return False


def _arity(node: _Function) -> tuple[int, int | None]:
    arguments = node.args
    positional = len(arguments.posonlyargs) + len(arguments.args)
    return positional - len(arguments.defaults), None if arguments.vararg else positional
