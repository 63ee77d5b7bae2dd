"""The modules of a package in JavaScript or TypeScript: what they import, export, declare, and their functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import dirname, normpath
from typing import TYPE_CHECKING, NamedTuple

from stackproof.sources.javascript import bare, inside, syntax, text_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from stackproof.sources.packages import Package

ENDINGS = ("js", "mjs", "cjs", "ts", "mts", "tsx")
MAX_CHARACTERS = 1_000_000
MAX_NODES = 400_000
_TYPED = (".ts", ".tsx", ".mts", ".cts")
_FUNCTIONS = frozenset(
    {"arrow_function", "function_expression", "function_declaration", "generator_function", "method_definition",
     "generator_function_declaration", "function"}
)  # fmt: skip


class Imported(NamedTuple):
    """What a name stands for: a module as it is written, and the name in it; empty for the module as a whole."""

    module: str
    name: str


@dataclass
class Script:
    """One module.

    Attributes:
        name: inside the package.
        root: its syntax tree.
        imports: by the name that is bound.
        sources: every module that is imported, with the node that does it.
        values: what names are bound to at their declaration; None for what is not followed.
        functions: functions at the top of the module and methods of its classes, by name.
        exports: names that are exported, with the local name; `is_open` where there may be others.
        broken: the grammar could not read all of it.
    """

    name: str
    root: Node
    imports: dict[str, Imported] = field(default_factory=dict)
    sources: list[tuple[str, Node]] = field(default_factory=list)
    values: dict[str, list[Node | None]] = field(default_factory=dict)
    functions: dict[str, Node] = field(default_factory=dict)
    methods: dict[str, list[Node]] = field(default_factory=dict)
    exports: dict[str, str] = field(default_factory=dict)
    is_open: bool = False
    broken: bool = False


class Scripts:
    """The modules of a package, each parsed when it is asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, Script | None] = {}

    def at(self, name: str) -> Script | None:
        """The module in a file of the package; None where there is none that can be read."""
        if name not in self._known:
            text = self._package.text(name)
            self._known[name] = None if text is None or len(text) > MAX_CHARACTERS else _read(name, text)
        return self._known[name]

    def named(self, path: str) -> Script | None:
        """The module of a path without its ending, or with it."""
        stem = path.removesuffix(".js").removesuffix(".mjs") if not self._package.text(path) else path
        for name in (path, *(f"{stem}.{one}" for one in ENDINGS), *(f"{stem}/index.{one}" for one in ENDINGS)):
            if name in self._package.names and (found := self.at(name)) is not None:
                return found
        return None

    def imported(self, source: str, script: Script) -> Script | None:
        """The module of the package that a relative import means."""
        if not source.startswith("."):
            return None
        return self.named(normpath(f"{dirname(script.name)}/{source}").removeprefix("./").lstrip("/"))


def _read(name: str, text: str) -> Script:
    root = syntax(name, text)
    script = Script(name, root, broken=root.has_error or root.descendant_count > MAX_NODES)
    if root.descendant_count > MAX_NODES:
        return script
    for node in root.named_children:
        _top(node, script)
    for node in inside(root):
        if node.type == "variable_declarator":
            _declare(node, script)
        elif node.type == "assignment_expression":
            _assign(node, script)
        elif node.type == "method_definition":
            called = words(node.child_by_field_name("name"))
            script.methods.setdefault(called, []).append(node)
        elif node.type == "call_expression" and words(node.child_by_field_name("function")) in ("require", "import"):
            source = _required(node)
            script.sources.append((source if source is not None else "", node))
    if name.endswith(_TYPED):
        erased = _erased(root)
        script.sources = [(source, node) for source, node in script.sources if node.id not in erased]
    return script


def _erased(root: Node) -> set[int]:
    """Imports that TypeScript leaves out: everything that they bind is used as a type alone, or not at all.

    Source: https://www.typescriptlang.org/docs/handbook/modules/reference.html (import elision), 2026-11-28.
    """
    imports = [node for node in root.named_children if node.type == "import_statement"]
    used = {
        words(node)
        for child in root.named_children
        if child.type != "import_statement"
        for node in inside(child)
        if node.type in ("identifier", "shorthand_property_identifier")
    }
    bound = {node.id: {words(one) for one in inside(node) if one.type == "identifier"} for node in imports}
    return {node.id for node in imports if bound[node.id] and not bound[node.id] & used}


def _top(node: Node, script: Script) -> None:
    if node.type == "import_statement":
        _import(node, script)
        return
    if node.type == "export_statement":
        source = text_of(node.child_by_field_name("source"))
        if source is not None:
            script.sources.append((source, node))
        clause = next((child for child in node.named_children if child.type == "export_clause"), None)
        for one in clause.named_children if clause is not None else ():
            local = words(one.child_by_field_name("name"))
            script.exports[words(one.child_by_field_name("alias")) or local] = local if source is None else ""
        script.is_open = script.is_open or (source is not None and clause is None)
        declared = node.child_by_field_name("declaration")
        if declared is None:
            script.is_open = script.is_open or any(child.type in ("default", "=") for child in node.children)
            return
        _top(declared, script)
        script.exports.update({one: one for one in _names(declared)})
        return
    if node.type in ("function_declaration", "generator_function_declaration"):
        script.functions[words(node.child_by_field_name("name"))] = node
    elif node.type in ("lexical_declaration", "variable_declaration"):
        for one in node.named_children:
            value = bare(one.child_by_field_name("value"))
            name = one.child_by_field_name("name")
            if value is not None and name is not None and name.type == "identifier" and value.type in _FUNCTIONS:
                script.functions[words(name)] = value


def _names(declared: Node) -> Iterator[str]:
    if declared.type in ("lexical_declaration", "variable_declaration"):
        for one in declared.named_children:
            name = one.child_by_field_name("name")
            if name is not None:
                yield from (words(found) for found in inside(name) if "identifier" in found.type)
    else:
        yield words(declared.child_by_field_name("name"))


def _import(node: Node, script: Script) -> None:
    source = text_of(node.child_by_field_name("source"))
    clause = next((child for child in node.named_children if child.type == "import_clause"), None)
    if source is None or any(child.type == "type" for child in node.children):
        return
    script.sources.append((source, node))
    for part in clause.named_children if clause is not None else ():
        if part.type == "identifier":
            script.imports[words(part)] = Imported(source, "default")
        elif part.type == "namespace_import":
            script.imports[words(part.named_children[0])] = Imported(source, "")
        for one in part.named_children if part.type == "named_imports" else ():
            name = words(one.child_by_field_name("name"))
            script.imports[words(one.child_by_field_name("alias")) or name] = Imported(source, name)


def _required(node: Node | None) -> str | None:
    if node is None or node.type != "call_expression":
        return None
    given = node.child_by_field_name("arguments")
    return text_of(given.named_children[0]) if given is not None and given.named_children else None


def _declare(node: Node, script: Script) -> None:
    name, value = node.child_by_field_name("name"), bare(node.child_by_field_name("value"))
    if name is None:
        return
    holder, member = value, ""
    if value is not None and value.type == "member_expression":
        holder, member = value.child_by_field_name("object"), words(value.child_by_field_name("property"))
    called = words(holder.child_by_field_name("function")) if holder is not None else ""
    source = _required(holder) if called in ("require", "import") else None
    if name.type == "identifier":
        if source is not None:
            script.imports[words(name)] = Imported(source, member)
        else:
            script.values.setdefault(words(name), []).append(value)
        return
    for one in name.named_children:
        bound = one.child_by_field_name("value") or one.child_by_field_name("left") or one
        key = words(one.child_by_field_name("key") or bound)
        if source is not None:
            script.imports[words(bound)] = Imported(source, key)
        else:
            script.values.setdefault(words(bound), []).append(None)


def _assign(node: Node, script: Script) -> None:
    left, right = node.child_by_field_name("left"), bare(node.child_by_field_name("right"))
    target = words(left)
    if left is None or right is None:
        return
    if target == "module.exports":
        if right.type != "object":
            script.is_open = True
            return
        for one in right.named_children:
            if one.type == "shorthand_property_identifier":
                script.exports[words(one)] = words(one)
            elif one.type in ("pair", "method_definition"):
                name = words(one.child_by_field_name("key") or one.child_by_field_name("name"))
                script.exports[name] = name
                value = bare(one.child_by_field_name("value"))
                if value is not None and value.type in _FUNCTIONS:
                    script.functions.setdefault(name, value)
            else:
                script.is_open = True
    elif target.startswith(("exports.", "module.exports.")):
        name = target.rpartition(".")[2]
        script.exports[name] = words(right) if right.type == "identifier" else name
        if right.type in _FUNCTIONS:
            script.functions.setdefault(name, right)
    elif target in ("exports", "Object"):
        script.is_open = True
    elif left.type == "identifier":
        script.values.setdefault(target, []).append(right)
