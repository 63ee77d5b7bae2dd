"""The settings of a stack's tools in hidden files, for layouts that allow no pyproject.toml at the root.

Each tool finds its own hidden file as it would find pyproject.toml, so that the commands stay the same. What is left of
pyproject.toml (the project's own table, settings of other tools) is kept where the layout puts it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

_HEADER = re.compile(r"^\[{1,2}([^\]]+)\]{1,2}\s*$", re.MULTILINE)
_FILES = {"pytest": ".pytest.ini", "mypy": ".mypy.ini", "coverage": ".coveragerc", "ruff": ".ruff.toml"}


def split(pyproject: str) -> tuple[dict[str, str], str]:
    """The hidden files that hold what pyproject.toml says of pytest, mypy, coverage and ruff; and what is left."""
    tools = tomllib.loads(pyproject).get("tool", {})
    found = {
        ".pytest.ini": _ini({"pytest": tools.get("pytest", {}).get("ini_options", {})}, "\n    "),
        ".mypy.ini": _ini(_mypy(tools.get("mypy", {})), ", "),
        ".coveragerc": _ini(_coverage(tools.get("coverage", {})), "\n    "),
        ".ruff.toml": "".join(sorted(_ruff(pyproject), key=lambda section: section.startswith("["))),
    }
    rest = "".join(text for name, text in _sections(pyproject) if _tool(name) not in _FILES)
    return {name: text for name, text in found.items() if text.strip()}, rest.strip() + "\n"


def expectations(contract: str, pyproject: str, files: Mapping[str, str]) -> str:
    """The contract's text with what it asks of pyproject.toml asked of the files that hold it now.

    Args:
        contract: the text of the contract, in which `pyproject` names pyproject.toml.
        pyproject: the path of what is left of pyproject.toml.
        files: the hidden files and what is left, by path.
    """
    root = yaml.compose(contract, yaml.SafeLoader)
    assert root is not None
    edits = []
    for node, in_list in _mappings(root, in_list=False):
        entries = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        named, wanted = entries.get("file"), entries.get("contains")
        if not isinstance(named, yaml.ScalarNode) or named.value != pyproject or wanted is None:
            continue
        given = wanted.value if isinstance(wanted, yaml.SequenceNode) else [wanted]
        items = [
            f"{{file: {file}, contains: [{', '.join(found)}]}}" for file, found in _owners(given, files, pyproject)
        ]
        column = node.start_mark.column
        glue = f"\n{' ' * (column - 2)}- "
        end = node.start_mark.index + len(contract[node.start_mark.index : node.end_mark.index].rstrip())
        new = glue.join(items) if in_list else f"[{', '.join(items)}]"
        edits.append((node.start_mark.index, end, new))
    for start, end, new in sorted(edits, reverse=True):
        contract = contract[:start] + new + contract[end:]
    return contract


def _owners(given: list[yaml.ScalarNode], files: Mapping[str, str], otherwise: str) -> Iterator[tuple[str, list[str]]]:
    """The files with the expressions that each of them fulfils, as YAML writes them."""
    found: dict[str, list[str]] = {}
    for item in given:
        owner = next((name for name, text in files.items() if re.search(item.value, text, re.MULTILINE)), otherwise)
        found.setdefault(owner, []).append("'" + item.value.replace("'", "''") + "'")
    yield from found.items()


def _mappings(node: yaml.Node, *, in_list: bool) -> Iterator[tuple[yaml.MappingNode, bool]]:
    if isinstance(node, yaml.MappingNode):
        yield node, in_list
        for _, value in node.value:
            yield from _mappings(value, in_list=False)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _mappings(item, in_list=node.flow_style is not True)


def _ini(sections: Mapping[str, Mapping[str, Any]], glue: str) -> str:
    """Sections in the syntax of INI files, without those that are empty; `glue` stands between the items of a list."""
    written = []
    for name, entries in sections.items():
        lines = [f"{key} = {_text(entry, glue)}".replace(" = \n", " =\n") for key, entry in entries.items()]
        if lines:
            written.append("\n".join([f"[{name}]", *lines, ""]))
    return "\n".join(written)


def _text(entry: object, glue: str) -> str:
    if isinstance(entry, bool):
        return str(entry).lower()
    if isinstance(entry, list):
        return (glue if glue.startswith("\n") else "") + glue.join(map(str, entry))
    return str(entry)


def _mypy(settings: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """mypy's sections: its own, and one for each override."""
    own = {key: entry for key, entry in settings.items() if key != "overrides"}
    if isinstance(own.get("exclude"), list):
        own["exclude"] = "|".join(own["exclude"])
    sections: dict[str, Mapping[str, Any]] = {"mypy": _without_nested(own, "files")}
    for override in settings.get("overrides", []):
        modules = override["module"]
        names = [modules] if isinstance(modules, str) else modules
        sections[f"mypy-{','.join(names)}"] = {key: entry for key, entry in override.items() if key != "module"}
    return sections


def _coverage(settings: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {name: _without_nested(section, "source") for name, section in settings.items()}


def _without_nested(section: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The section without the folders of a list that lie below others of it: those are in it already."""
    listed = section.get(key)
    if not isinstance(listed, list):
        return dict(section)
    kept = [one for one in dict.fromkeys(listed) if not any(one.startswith(f"{other}/") for other in listed)]
    return {**section, key: kept}


def _ruff(pyproject: str) -> Iterator[str]:
    """ruff's sections as they stand, under the names that its own file gives them."""
    for name, text in _sections(pyproject):
        if name == "tool.ruff":
            yield text.partition("\n")[2]
        elif name.startswith("tool.ruff."):
            yield text.replace("[tool.ruff.", "[", 1)


def _sections(pyproject: str) -> Iterator[tuple[str, str]]:
    """The tables of a TOML text with their headers, in order."""
    headers = list(_HEADER.finditer(pyproject))
    ends = [header.start() for header in headers[1:]] + [len(pyproject)]
    for header, end in zip(headers, ends, strict=True):
        yield header[1].strip(), pyproject[header.start() : end]


def _tool(section: str) -> str:
    first, _, rest = section.partition(".")
    return rest.partition(".")[0] if first == "tool" else ""
