"""Short ways to read expressions and projects in tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stackproof.graph.location import Location
from stackproof.graph.values import Value
from stackproof.synthesis.model import Setting
from stackproof.synthesis.terraform.context import Context
from stackproof.synthesis.terraform.declarations import Module
from stackproof.synthesis.terraform.files import Files
from stackproof.synthesis.terraform.hcl import read_hcl
from stackproof.synthesis.terraform.lift import to_plain
from stackproof.synthesis.terraform.loader import Loader
from stackproof.synthesis.terraform.module_scope import ModuleScope
from stackproof.synthesis.terraform.reading import StackInput, read_stack
from stackproof.synthesis.terraform.variable_files import given_values
from stackproof.vocabulary.native import NativeGraph

AT = Location("m.tf", 1, 1)

NAMES = """
variable "open" {}
variable "other" {}
resource "aws_vpc" "v" {}
resource "aws_subnet" "s" {
  count = 2
}
resource "aws_sqs_queue" "each" {
  for_each = toset(["a", "b"])
}
resource "aws_sns_topic" "maybe" {
  count = var.open ? 1 : 0
}
resource "aws_eip" "many" {
  count = var.other
}
data "aws_availability_zones" "az" {}
"""
"""What the expressions of `value` can refer to."""


def value(expression: str, more: str = "", root: Path | None = None) -> Value:
    """The value of an expression in a module that has NAMES, and `more` beside them."""
    found, _ = value_and_faults(expression, more, root)
    return found


def value_and_faults(expression: str, more: str = "", root: Path | None = None) -> tuple[Value, list[str]]:
    """The value of an expression, and what Terraform would refuse."""
    body, faults = read_hcl(f"locals {{\n  it = {expression}\n}}\n{NAMES}{more}".encode(), "m.tf")
    assert faults == []
    module = Module(".")
    module.add(body)
    assert module.problems == []
    context = Context(Files(root), ".")
    scope = ModuleScope(context, module, "", lambda _name: None, is_root=True)
    found = context.run(lambda: scope.local("it", AT))
    return found, [fault.reason for fault in context.evaluator.faults]


def data(expression: str, more: str = "", root: Path | None = None) -> Any:
    """The plain data of an expression that is known."""
    return to_plain(value(expression, more, root))


def project(root: Path, files: Mapping[str, str | dict[str, Any]]) -> Path:
    """Writes files, those that are given as data in JSON."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if isinstance(text, str) else json.dumps(text, indent=2))
    return root


def native(
    root: Path, entry: str = ".", settings: dict[str, str] | None = None, region: str | None = None
) -> NativeGraph:
    """The native graph of a root module on disk."""
    files = Files(root, entry)
    loader = Loader(files)
    module = loader.module(files.base)
    context = Context(files, module.folder)
    given = given_values(context, module, {name: Setting(name, text) for name, text in (settings or {}).items()})
    graph = NativeGraph(problems=given.problems)
    read_stack(context, loader, StackInput(module, given.values, region=region), graph)
    return graph


def errors(graph: NativeGraph) -> list[str]:
    """The faults of a project, each with its place."""
    return [f"{problem.at}: {problem.message}" for problem in graph.problems if problem.level == "error"]


def plain(graph: NativeGraph, address: str) -> Any:
    """The arguments of a resource that are known through and through."""
    return to_plain(graph.resources[address].arguments)
