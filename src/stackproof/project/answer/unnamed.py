"""Blocks that nothing names: a whole program, template or configuration tells by its code what its file is called."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from stackproof.project.answer.naming import language_of
from stackproof.project.engines import cdk, cdktf, pulumi
from stackproof.project.engines.cloudformation import looks_like_template
from stackproof.project.terraform_roots import looks_like_plan

if TYPE_CHECKING:
    from stackproof.project.answer.markdown import Block

_PYTHON = frozenset({"python", "py", "python3", ""})
_SCRIPT = frozenset({"typescript", "ts", "javascript", "js", ""})
_HCL = frozenset({"hcl", "terraform", "tf", ""})
_DATA = frozenset({"yaml", "yml", "json", "cloudformation", ""})
_TERRAFORM_BLOCK = re.compile(
    r'^(?:(?:resource|data)\s+"[\w-]+"\s+"[\w-]+"|(?:provider|variable|output|module)\s+"[\w-]+"|terraform|locals)\s*\{',
    re.MULTILINE,
)
_STACK = re.compile(r"^export\s+(?:default\s+)?class\s+(\w+)", re.MULTILINE)
_MAX_PARSED = 1_000_000


def kind_of(block: Block) -> str:
    """What a block with whole code is of, for all blocks that would stand beside each other; empty for other text."""
    name = name_for(block)
    if name.endswith(".py") or name.rpartition(".")[2] in {"ts", "js"}:
        engine = _engine(block.text.encode("utf-8", "replace"), name)
        return f"{engine} in {'Python' if name.endswith('.py') else 'TypeScript'}"
    return name.partition(".")[0] if name.startswith("template.") else name


def name_for(block: Block) -> str:
    """The name that the code of a block asks for; empty for what is no whole file of infrastructure code."""
    language, text = language_of(block), block.text
    if len(text) > _MAX_PARSED:
        return ""
    head = text.encode("utf-8", "replace")
    if language in _DATA and (name := _data(language, text, head)):
        return name
    if language in _PYTHON and (name := _python(head)):
        return name
    if language in _SCRIPT and (name := _script(language, text, head)):
        return name
    return "main.tf" if language in _HCL and _TERRAFORM_BLOCK.search(text) else ""


def _data(language: str, text: str, head: bytes) -> str:
    if looks_like_template(head):
        return "template.json" if text.lstrip().startswith("{") else "template.yaml"
    if text.lstrip().startswith("{"):
        if looks_like_plan(head):
            return "tfplan.json"
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return ""
        app = data.get("app") if isinstance(data, dict) else None
        if not isinstance(app, str):
            return ""
        return "cdktf.json" if "language" in data or "terraformProviders" in data else "cdk.json"
    runtime = re.search(r"^runtime:\s*\S", text, re.MULTILINE)
    named = re.search(r"^name:\s*\S", text, re.MULTILINE)
    return "Pulumi.yaml" if language in {"yaml", "yml"} and runtime and named else ""


def _python(head: bytes) -> str:
    """A module that imports a framework, and makes an App or has a class; with an error in it, it is one as well."""
    engine = _engine(head, "x.py")
    if not engine:
        return ""
    if engine == "pulumi":
        return "__main__.py" if b"ComponentResource" not in head else "component.py"
    if re.search(rb"\bApp\(", head):
        return "app.py" if engine == "cdk" else "main.py"
    return "stack.py" if re.search(rb"^class\s+\w+\(", head, re.MULTILINE) else ""


def _script(language: str, text: str, head: bytes) -> str:
    engine = _engine(head, "x.ts")
    if not engine:
        return ""
    ending = "js" if language in {"javascript", "js"} else "ts"
    if re.search(rb"\bnew\s+(?:\w+\.)?App\(", head):
        return f"bin/app.{ending}" if engine == "cdk" else f"main.{ending}"
    if (found := _STACK.search(text)) is not None:
        return f"lib/{re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '-', found.group(1)).lower()}.{ending}"
    return f"index.{ending}" if engine == "pulumi" else ""


def _engine(head: bytes, name: str) -> str:
    for engine, marks in (("cdktf", cdktf.IMPORTS), ("cdk", cdk.IMPORTS), ("pulumi", pulumi.IMPORTS)):
        if marks.match(name, head):
            return engine
    return ""
