"""The stack classes of a TypeScript answer and what their constructors need.

This is a light reading: classes, constructors and interfaces are found by their brackets. Whatever it does not
understand is said to be lacking, so that nothing is run on a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.location import Location
from stackproof.project.answer.construction import Class, Kind, Lacking, Pass, is_identity, is_suffix, is_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KINDS: dict[str, Kind] = {"Stack": "stack", "TerraformStack": "stack", "ComponentResource": "component"}
_CLASS = re.compile(
    r"^(?P<export>export\s+(?:default\s+)?)?(?P<abstract>abstract\s+)?class\s+(?P<name>\w+)(?:<[^{>]*>)?\s+extends\s+(?:\w+\.)?(?P<base>\w+)",
    re.MULTILINE,
)
_INTERFACE = re.compile(r"\binterface\s+(?P<name>\w+)(?:\s+extends\s+(?P<bases>[\w.,\s]{1,500}?))?\s*\{")
_ALIAS = re.compile(r"\btype\s+(?P<name>\w+)\s*=\s*\{")
_MADE = re.compile(r"\bnew\s+(?:\w+\.)?(\w+)\s*[(<]")
_PARAMETER = re.compile(
    r"^(?:(?:public|private|protected|readonly|override)\s+)*(?P<name>\w+)\s*(?P<optional>\?)?\s*(?::\s*(?P<type>[\s\S]+?))?(?P<default>\s*=[^>][\s\S]*)?$"
)
_FIELD = re.compile(r"^(?:readonly\s+)?[\"']?(?P<name>\w+)[\"']?\s*(?P<optional>\?)?\s*:\s*(?P<type>[\s\S]+)$")
# Properties of the frameworks that need nothing.
_EMPTY_ALLOWED = frozenset({"StackProps", "TerraformStackProps", "ComponentResourceOptions", "CustomResourceOptions"})
_OPENING, _CLOSING = "([{<", ")]}>"
_COMMENT_OR_TEXT = re.compile(r"//[^\n]*|/\*[\s\S]*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`")
_MAX_DEPTH = 4
# More of them in one file, or a longer text of a parameter, is read no further: the reading would cost too much.
_MAX_CLASSES = 200
_MAX_PARAMETER = 2000


class _Interface(NamedTuple):
    bases: tuple[str, ...]
    body: str


class _Found(NamedTuple):
    file: str
    name: str
    base: str
    at: Location
    body: str
    how: str


@dataclass(slots=True)
class _Sources:
    classes: dict[str, _Found] = field(default_factory=dict)
    interfaces: dict[str, _Interface] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)


def classes_in(sources: Mapping[str, str]) -> list[Class]:
    """The outermost stack classes of TypeScript files: those that no other file of the answer makes or derives from."""
    known = _Sources()
    for file, text in sources.items():
        if not is_test(file):
            _read(file, text, known)
    derived = {found.base for found in known.classes.values()}
    result = []
    for found in known.classes.values():
        kind = _kind(found, known)
        if kind is not None and found.name not in known.made and found.name not in derived and found.how != "abstract":
            result.append(_described(found, kind, known))
    return result


def _read(file: str, text: str, known: _Sources) -> None:
    # Comments and texts are blanked out, so that a bracket in them is none; places stay what they are.
    code = _COMMENT_OR_TEXT.sub(_blank, text)
    known.made |= set(_MADE.findall(code))
    ends = _ends(code)
    for match in islice(_CLASS.finditer(code), _MAX_CLASSES):
        line = code.count("\n", 0, match.start()) + 1
        export = match["export"]
        how = (
            "abstract"
            if match["abstract"]
            else "default"
            if export and "default" in export
            else "named"
            if export
            else ""
        )
        opening = code.find("{", match.end())
        body = code[opening + 1 : ends.get(opening, opening)] if opening >= 0 else ""
        found = _Found(file, match["name"], match["base"], Location(file, line, 1), body, how)
        known.classes.setdefault(found.name, found)
    for match in islice(_INTERFACE.finditer(code), _MAX_CLASSES):
        bases = tuple(base.strip().rpartition(".")[2] for base in (match["bases"] or "").split(",") if base.strip())
        known.interfaces.setdefault(
            match["name"], _Interface(bases, code[match.end() : ends.get(match.end() - 1, match.end())])
        )
    for match in islice(_ALIAS.finditer(code), _MAX_CLASSES):
        known.interfaces.setdefault(
            match["name"], _Interface((), code[match.end() : ends.get(match.end() - 1, match.end())])
        )


def _blank(match: re.Match[str]) -> str:
    text = match.group()
    empty = re.sub(r"[^\n]", " ", text)
    return empty if text.startswith("/") else text[0] + empty[1:-1] + text[-1]


def _ends(code: str) -> dict[int, int]:
    """Where each brace and parenthesis is closed; one that stays open is not in it."""
    ends: dict[int, int] = {}
    opened: dict[str, list[int]] = {"}": [], ")": []}
    for found in re.finditer(r"[{}()]", code):
        bracket = found.group()
        if bracket in "{(":
            opened["}" if bracket == "{" else ")"].append(found.start())
        elif opened[bracket]:
            ends[opened[bracket].pop()] = found.start()
    return ends


def _kind(found: _Found, known: _Sources, depth: int = 0) -> Kind | None:
    base = known.classes.get(found.base)
    if base is not None and base is not found:
        return _kind(base, known, depth + 1) if depth < _MAX_DEPTH else None
    return _KINDS.get(found.base)


def _described(found: _Found, kind: Kind, known: _Sources) -> Class:
    try:
        if not found.how:
            raise Lacking("it is not exported")
        arguments = tuple(_arguments(found, kind, known))
    except Lacking as lacking:
        return Class(found.name, found.file, found.at, kind, None, str(lacking))
    return Class(found.name, found.file, found.at, kind, arguments, imports=(found.how,))


def _arguments(found: _Found, kind: Kind, known: _Sources, depth: int = 0) -> list[Pass]:
    leading = [Pass("position", "", f'"{found.name}"')]
    if kind == "stack":
        # The stack's name is the entry's to give, so that it carries the suffix where there is one.
        leading = [Pass("position", "", "app"), Pass("position", "", f'named("{found.name}")')]
    constructor = re.search(r"\bconstructor\s*\(", found.body)
    if constructor is None:
        base = known.classes.get(found.base)
        if base is not None and depth < _MAX_DEPTH:
            return _arguments(base._replace(name=found.name), kind, known, depth + 1)
        if kind == "component":
            raise Lacking("it has no constructor of its own, and a component needs a type")
        return leading
    end = _ends(found.body).get(constructor.end() - 1, constructor.end())
    parameters = list(_split(found.body[constructor.end() : end]))
    if len(parameters) < len(leading):
        raise Lacking(f"its constructor takes {len(parameters)} arguments, not scope and id")
    arguments = list(leading)
    for text in parameters[len(leading) :]:
        parameter = _PARAMETER.match(text) if len(text) <= _MAX_PARAMETER else None
        if parameter is None or text.startswith("..."):
            raise Lacking(f"its constructor has a parameter that is not understood: {text[:60]}")
        arguments.append(_parameter(parameter, found.name, known))
    return arguments


def _parameter(parameter: re.Match[str], owner: str, known: _Sources) -> Pass:
    """How a parameter after the leading ones is given; `undefined` where it may be left out."""
    name, kind = parameter["name"], (parameter["type"] or "").strip()
    optional = bool(parameter["optional"] or parameter["default"]) or _may_be_undefined(kind)
    if is_suffix(name):
        return Pass("position", name, "setting()" if optional else "needed()", "given" if optional else "needed")
    try:
        return Pass("position", name, _object(kind, known, 0))
    except Lacking as lacking:
        if optional:
            return Pass("position", name, "undefined")
        if is_identity(name) and kind in {"", "string"}:
            return Pass("position", name, f'named("{owner}")')
        raise Lacking(f"its constructor needs {name}: {lacking}") from None


def _object(kind: str, known: _Sources, depth: int) -> str:
    """An object of an interface of the answer, of a framework's own properties, or of a type that is written out."""
    kind = re.sub(r"\s*\|\s*undefined\b", "", kind).strip()
    partial = re.fullmatch(r"Partial<(.+)>", kind, re.DOTALL)
    if partial:
        return "{}"
    if kind.startswith("{") and kind.endswith("}"):
        return _fields(_Interface((), kind[1:-1]), known, depth)
    name = kind.rpartition(".")[2]
    if name in known.interfaces:
        return _fields(known.interfaces[name], known, depth)
    if name in _EMPTY_ALLOWED:
        return "{}"
    raise Lacking(f"nothing is known of its type {kind[:60]}" if kind else "it has no type")


def _fields(interface: _Interface, known: _Sources, depth: int) -> str:
    if depth > _MAX_DEPTH:
        raise Lacking("its type nests itself")
    parts = []
    for base in interface.bases:
        inner = _object(base, known, depth + 1)
        if inner != "{}":
            parts.append(inner[1:-1].strip())
    for text in _split(interface.body.replace("\n", ";\n"), ";,"):
        found = _FIELD.match(text)
        if found is None:
            raise Lacking(f"a field of its type is not understood: {text[:60]}")
        optional = bool(found["optional"]) or _may_be_undefined(found["type"])
        if is_suffix(found["name"]):
            parts.append(f'...given("{found["name"]}")' if optional else f"{found['name']}: needed()")
        elif not optional:
            try:
                parts.append(f"{found['name']}: {_object(found['type'].strip(), known, depth + 1)}")
            except Lacking:
                raise Lacking(f"nothing is known of its field {found['name']}") from None
    return f"{{ {', '.join(parts)} }}" if parts else "{}"


def _may_be_undefined(kind: str | None) -> bool:
    return "undefined" in re.split(r"[\s|]+", kind or "")


def _split(text: str, separators: str = ",") -> Iterable[str]:
    """Parts between separators that stand in no bracket, without empty ones."""
    depth, start = 0, 0
    for position, character in enumerate(text):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING and text[position - 1 : position] != "=":  # not the arrow of a function's type
            depth -= 1
        elif character in separators and depth == 0:
            if part := text[start:position].strip():
                yield part
            start = position + 1
    if part := text[start:].strip():
        yield part
