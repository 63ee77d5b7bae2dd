"""The modules of a package as they are loaded: functions, classes, what is bound to names, and who calls what."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stackproof.sources.python import SourceError, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.sources.packages import Package

Function = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Scope(NamedTuple):
    """Where a name is looked up: a module of the package and the function in it, empty for the module itself."""

    module: str
    function: str = ""


@dataclass
class Body:
    """The names that a module or function binds.

    Attributes:
        node: the module or function.
        bound: the expressions that a name is bound to; None among them for one that is not followed.
        parameters: positional ones in order, then those by keyword.
    """

    node: ast.Module | Function
    bound: dict[str, list[ast.expr | None]] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()
    defaults: dict[str, ast.expr] = field(default_factory=dict)
    globals: frozenset[str] = frozenset()
    owner: str = ""


@dataclass
class Module:
    """One module of the package.

    Attributes:
        name: inside the package, `lib/store.py`.
        bodies: by the function's name, with the class around it: `Store.save`; the module's own under the empty name.
        classes: names of classes.
        attributes: what is bound to `self.NAME`, by class and name, with the function that does it.
        imports: what a name stands for: a module, or a module and a name in it.
    """

    name: str
    tree: ast.Module
    bodies: dict[str, Body] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    attributes: dict[tuple[str, str], list[tuple[ast.expr, str]]] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)


class Modules:
    """The modules of a package, each parsed when it is asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, Module | SourceError | None] = {}
        self._words: frozenset[str] | None = None

    def at(self, name: str) -> Module | SourceError | None:
        """The module in a file of the package, or why it is none; None where there is no such file."""
        if name not in self._known:
            text = self._package.text(name)
            made: Module | SourceError | None = None
            if text is not None:
                try:
                    made = _read(name, parse(text))
                except SourceError as error:
                    made = error
            self._known[name] = made
        return self._known[name]

    def words(self) -> frozenset[str]:
        """Every text in the modules of the package."""
        if self._words is None:
            found = [self.at(name) for name in sorted(self._package.names) if name.endswith(".py")]
            self._words = frozenset(
                node.value
                for module in found
                if isinstance(module, Module)
                for node in ast.walk(module.tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            )
        return self._words

    def named(self, dotted: str) -> Module | None:
        """The module of a dotted name; None where it is not of the package."""
        path = dotted.replace(".", "/")
        for name in (f"{path}.py", f"{path}/__init__.py"):
            found = self.at(name)
            if isinstance(found, Module):
                return found
        return None


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every node of a body, outermost first, without the bodies of functions and classes inside it."""
    stack = list(reversed(list(_inside(node))))
    while stack:
        current = stack.pop()
        yield current
        if not isinstance(current, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            stack.extend(reversed(list(ast.iter_child_nodes(current))))


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from node.body
    else:
        yield from ast.iter_child_nodes(node)


def _read(name: str, tree: ast.Module) -> Module:
    module = Module(name, tree)
    module.bodies[""] = _body(tree, module, "", "")
    stack: list[tuple[str, str, ast.AST]] = [("", "", tree)]
    while stack:
        prefix, owner, holder = stack.pop()
        for node in statements(holder) if not isinstance(holder, ast.ClassDef) else holder.body:
            if isinstance(node, ast.ClassDef):
                module.classes.add(node.name)
                stack.append((f"{node.name}.", node.name, node))
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                inner = prefix + node.name
                module.bodies[inner] = _body(node, module, inner, owner if isinstance(holder, ast.ClassDef) else "")
                stack.append((f"{inner}.", owner, node))
            elif isinstance(holder, ast.ClassDef) and isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        module.attributes.setdefault((owner, target.id), []).append((node.value, ""))
    return module


def _body(node: ast.Module | Function, module: Module, name: str, owner: str) -> Body:
    body = Body(node, owner=owner)
    if not isinstance(node, ast.Module):
        arguments = node.args
        positional = [*arguments.posonlyargs, *arguments.args]
        body.parameters = tuple(one.arg for one in (*positional, *arguments.kwonlyargs))
        for one, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
            body.defaults[one.arg] = default
        for one, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if given is not None:
                body.defaults[one.arg] = given
    inside = list(statements(node))
    body.globals = frozenset(one for found in inside if isinstance(found, ast.Global) for one in found.names)
    for found in inside:
        _bind(found, body, module, name)
    return body


def _bind(node: ast.AST, body: Body, module: Module, name: str) -> None:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        _import(node, module)
        return
    pairs: list[tuple[ast.expr | None, ast.expr | None]] = []
    if isinstance(node, ast.Assign):
        pairs = [(target, node.value) for target in node.targets]
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)):
        pairs = [(node.target, node.value)] if node.value is not None else []
    elif isinstance(node, ast.withitem):
        pairs = [(node.optional_vars, node.context_expr)]
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension, ast.AugAssign)):
        pairs = [(node.target, None)]
    elif isinstance(node, ast.ExceptHandler) and node.name:
        body.bound.setdefault(node.name, []).append(None)
    for target, value in pairs:
        _bind_one(target, value, body, module, name)


def _bind_one(target: ast.expr | None, value: ast.expr | None, body: Body, module: Module, name: str) -> None:
    if isinstance(target, ast.Name):
        holder = module.bodies[""] if target.id in body.globals and name else body
        holder.bound.setdefault(target.id, []).append(value)
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and body.owner:
        if value is not None and target.value.id in ("self", "cls"):
            module.attributes.setdefault((body.owner, target.attr), []).append((value, name))
    elif isinstance(target, (ast.Tuple, ast.List)):
        values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        for index, one in enumerate(target.elts):
            if isinstance(one, ast.Name):
                same = len(values) == len(target.elts)
                body.bound.setdefault(one.id, []).append(values[index] if same else None)


def _import(node: ast.Import | ast.ImportFrom, module: Module) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            bound, target = (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
            module.imports[bound] = (target, "")
        return
    source = absolute(node, module.name)
    for alias in node.names:
        module.imports[alias.asname or alias.name] = (source, alias.name)


def absolute(node: ast.ImportFrom, module: str) -> str:
    """The dotted name of the module that `from ... import` names, inside the package."""
    if not node.level:
        return node.module or ""
    folders = module.split("/")[:-1]
    kept = folders[: len(folders) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])
