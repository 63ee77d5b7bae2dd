"""Writes settings where a stack reads its context: `cdk.json`, `cdktf.json` or the configuration in `Pulumi.yaml`.

The files stay as their authors wrote them but for the entries that are added.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

_CONTEXT = re.compile(r'^(?P<indent>[ \t]*)"context"\s*:\s*\{', re.MULTILINE)


def write(project: Path, values: Mapping[str, str]) -> None:
    """Sets values in the context of a stack's copy.

    Args:
        project: the copy.
        values: by the keys of the context.
    """
    for name in ("cdk.json", "cdktf.json"):
        file = project / name
        if values and file.is_file():
            file.write_text(_in_json(file.read_text("utf-8"), values), "utf-8")
    file = project / "Pulumi.yaml"
    if file.is_file():
        for key, value in values.items():
            file.write_text(_in_yaml(file.read_text("utf-8"), key, value), "utf-8")


def _in_json(text: str, values: Mapping[str, str]) -> str:
    data = json.loads(text)
    there = data.get("context", {})
    match = _CONTEXT.search(text)
    if match is None or there.keys() & values.keys():
        return json.dumps({**data, "context": {**there, **values}}, indent=2, ensure_ascii=False) + "\n"
    before, after = text[: match.end()], text[match.end() :]
    indent = match["indent"]
    lines = [f"\n{indent}  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return before + ",".join(lines) + (f",{after}" if there else f"\n{indent}{after.lstrip()}")


def _in_yaml(text: str, key: str, value: str) -> str:
    """The project's file with the value that `config` has for all of its stacks."""
    written = json.dumps(value, ensure_ascii=False)
    root = yaml.compose(text, yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    config = _entry(root, "config")
    if not isinstance(config, yaml.MappingNode) or config.flow_style:
        return f"{text.rstrip()}\nconfig:\n  {key}: {written}\n"
    there = _entry(config, key)
    if isinstance(there, yaml.MappingNode):
        there = _entry(there, "value") or _entry(there, "default") or there
    if there is None or isinstance(there, yaml.MappingNode):
        start, line = config.start_mark.index, f"{key}: {written}\n{' ' * config.start_mark.column}"
        return text[:start] + line + text[start:]
    return text[: there.start_mark.index] + written + text[there.end_mark.index :]


def _entry(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((value for key, value in node.value if key.value == name), None)
