"""The stack classes of a Python answer and what their constructors need, by the syntax tree; nothing is run."""

from __future__ import annotations

import ast
import sys
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.project.answer.construction import Class, Kind, Lacking, Pass, is_identity, is_suffix, is_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KINDS: dict[str, Kind] = {"Stack": "stack", "TerraformStack": "stack", "ComponentResource": "component"}
_MAX_DEPTH = 4


@dataclass(slots=True)
class _Module:
    file: str
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)


def classes_in(sources: Mapping[str, str]) -> list[Class]:
    """The outermost stack classes of Python files: those that no other file of the answer makes or derives from.

    Args:
        sources: text by file name; what does not parse is left out.
    """
    modules = [module for file, text in sources.items() if not is_test(file) and (module := _module(file, text))]
    by_name: dict[str, tuple[_Module, ast.ClassDef]] = {}
    for module in modules:
        for name, found in module.classes.items():
            by_name.setdefault(name, (module, found))
    made = {name for module in modules for name in module.called}
    derived = {base for _, found in by_name.values() for base in _bases(found)}
    known = _Classes({name: found for name, (_, found) in by_name.items()})
    result = []
    for name, (module, found) in by_name.items():
        kind = known.kind(found)
        if kind is not None and name not in made and name not in derived:
            result.append(known.described(found, module.file, kind))
    return result


def fault_in(file: str, text: str) -> Problem | None:
    """What keeps a Python file from being compiled, with its place."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        at = Location(file, error.lineno or 1, max(0, error.offset or 0))
        return Problem("error", f"{type(error).__name__}: {error.msg} (Python {version})", at)
    except (ValueError, RecursionError, MemoryError) as error:
        return Problem("error", f"it cannot be compiled: {error}", Location(file, 1))
    return None


def _module(file: str, text: str) -> _Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    module = _Module(file)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            module.classes[node.name] = node
    module.called = {_last_name(call.func) for call in ast.walk(tree) if isinstance(call, ast.Call)}
    return module


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    return node.attr if isinstance(node, ast.Attribute) else ""


def _bases(found: ast.ClassDef) -> Iterable[str]:
    return (name for base in found.bases if (name := _last_name(base)))


class _Classes:
    """The classes of an answer by name."""

    def __init__(self, classes: Mapping[str, ast.ClassDef]) -> None:
        self._classes = classes

    def kind(self, found: ast.ClassDef, depth: int = 0) -> Kind | None:
        """What a class derives from, at once or over others of the answer."""
        for base in _bases(found):
            if base in self._classes and self._classes[base] is not found:
                if depth < _MAX_DEPTH and (kind := self.kind(self._classes[base], depth + 1)):
                    return kind
            elif base in _KINDS:
                return _KINDS[base]
        return None

    def described(self, found: ast.ClassDef, file: str, kind: Kind) -> Class:
        """The class with what its constructor is called with."""
        at = Location(file, found.lineno, found.col_offset + 1)
        imports: list[str] = []
        try:
            arguments = tuple(self._arguments(found, kind, imports))
        except Lacking as lacking:
            return Class(found.name, file, at, kind, None, str(lacking))
        return Class(found.name, file, at, kind, arguments, imports=tuple(dict.fromkeys(imports)))

    def _arguments(self, found: ast.ClassDef, kind: Kind, imports: list[str]) -> list[Pass]:
        constructor = self._constructor(found)
        identity = repr(found.name)
        leading = [Pass("position", "", identity)]
        if kind == "stack":
            # The stack's name is the entry's to give, so that it carries the suffix where there is one.
            leading = [Pass("position", "", "app"), Pass("position", "", f"named({identity})")]
        if constructor is None:
            if kind == "component":
                raise Lacking("it has no constructor of its own, and a component needs a type")
            return leading
        given = constructor.args
        positional = [*given.posonlyargs, *given.args][1:]
        rest = len(positional) - len(given.defaults)
        if given.vararg is None and len(positional) < len(leading):
            raise Lacking(f"its constructor takes {len(positional)} arguments, not scope and id")
        arguments = list(leading)
        for position, parameter in enumerate(positional):
            if position >= len(leading):
                arguments += self._parameter(parameter, position >= rest, found, imports, 0)
        for parameter, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            arguments += self._parameter(parameter, default is not None, found, imports, 0)
        if given.kwarg is not None:
            arguments += _from_keywords(constructor, given.kwarg.arg)
        return arguments

    def _constructor(self, found: ast.ClassDef, depth: int = 0) -> ast.FunctionDef | None:
        for node in found.body:
            if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                return node
        for base in _bases(found):
            if base in self._classes and self._classes[base] is not found and depth < _MAX_DEPTH:
                return self._constructor(self._classes[base], depth + 1)
        return None

    def _parameter(
        self, parameter: ast.arg, optional: bool, owner: ast.ClassDef, imports: list[str], depth: int
    ) -> list[Pass]:
        """How one parameter after the leading ones is given; nothing where it may be left out."""
        name = parameter.arg
        if is_suffix(name):
            return [Pass("keyword", name, "suffix", "given" if optional else "needed")]
        made: list[str] = []
        try:
            text = self._made(parameter.annotation, made, depth)
        except Lacking:
            if not optional:
                raise
            return []
        if text is not None and (not optional or "suffix" in text):
            imports += made
            return [Pass("keyword", name, text)]
        if optional:
            return []
        if is_identity(name):
            return [Pass("keyword", name, f"named({owner.name!r})")]
        if _may_be_none(parameter.annotation):
            return [Pass("keyword", name, "None")]
        wanted = f" ({ast.unparse(parameter.annotation)[:60]})" if parameter.annotation is not None else ""
        raise Lacking(f"its constructor needs {name}{wanted}")

    def _made(self, annotation: ast.expr | None, imports: list[str], depth: int) -> str | None:
        """A call that makes an object of a class of the answer, such as its own properties; None for anything else."""
        name = _class_name(annotation)
        found = self._classes.get(name)
        if found is None or depth >= _MAX_DEPTH or self.kind(found) is not None:
            return None
        constructor = self._constructor(found)
        needed: list[str] = []
        arguments: list[Pass] = []
        try:
            if constructor is not None:
                given = constructor.args
                positional = [*given.posonlyargs, *given.args][1:]
                rest = len(positional) - len(given.defaults)
                for position, parameter in enumerate(positional):
                    arguments += self._parameter(parameter, position >= rest, found, needed, depth + 1)
                for parameter, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
                    arguments += self._parameter(parameter, default is not None, found, needed, depth + 1)
            elif any(_last_name(_called(one)) == "dataclass" for one in found.decorator_list):
                for node in found.body:
                    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                        parameter = ast.arg(node.target.id, node.annotation)
                        arguments += self._parameter(parameter, node.value is not None, found, needed, depth + 1)
            else:
                return None
        except Lacking as lacking:
            raise Lacking(f"{name} cannot be made: {lacking}") from None
        imports += [name, *needed]
        return f"{name}({keywords(arguments)})"


def keywords(arguments: Iterable[Pass]) -> str:
    """Arguments as Python passes them."""
    return ", ".join(_passed(argument) for argument in arguments)


def _passed(argument: Pass) -> str:
    if argument.form == "position":
        return argument.text
    if argument.suffix == "given":
        return f"**given({argument.name!r})"
    text = f"needed({argument.name!r})" if argument.suffix == "needed" else argument.text
    return f"{argument.name}={text}"


def _called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _class_name(annotation: ast.expr | None) -> str:
    """The class that an annotation names: `X`, `"X"`, `Optional[X]`, `X | None`."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return annotation.value.strip() if annotation.value.strip().isidentifier() else ""
    if isinstance(annotation, ast.Subscript) and _last_name(annotation.value) == "Optional":
        return _class_name(annotation.slice)
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return _class_name(annotation.left)
    return _last_name(annotation) if annotation is not None else ""


def _may_be_none(annotation: ast.expr | None) -> bool:
    text = ast.unparse(annotation) if annotation is not None else ""
    return text.startswith(("Optional[", "typing.Optional[")) or "None" in text.split(" | ")


def _from_keywords(constructor: ast.FunctionDef, name: str) -> list[Pass]:
    """What a constructor takes from its `**kwargs`: a key without a default has to be there."""
    found: dict[str, Literal["given", "needed"]] = {}
    for node in ast.walk(constructor):
        key, has_default = None, False
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            if (
                isinstance(node.func.value, ast.Name)
                and node.func.value.id == name
                and node.func.attr in {"get", "pop"}
            ):
                key = node.args[0]
                has_default = node.func.attr == "get" or len(node.args) > 1
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == name:
            key = node.slice if isinstance(node.ctx, ast.Load) else None
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        if is_suffix(key.value):
            found[key.value] = "given" if has_default else "needed"
        elif not has_default:
            raise Lacking(f"its constructor needs {key.value}")
    return [Pass("keyword", key, "suffix", how) for key, how in found.items()]
