"""A root module and everything that it calls, to a native graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Output, Problem, Stack
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.values import Known, Unknown
from stackproof.synthesis.terraform.blocks import argument, bare_text
from stackproof.synthesis.terraform.module_scope import ModuleScope
from stackproof.synthesis.terraform.providers import Provider, region_of
from stackproof.synthesis.terraform.resources import ResourceReader
from stackproof.synthesis.terraform.stack_settings import stack_settings
from stackproof.synthesis.terraform.tree import Tree
from stackproof.vocabulary.native import NativeGraph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.values import Value
    from stackproof.synthesis.terraform.context import Context
    from stackproof.synthesis.terraform.declarations import Module
    from stackproof.synthesis.terraform.loader import Loader


@dataclass(slots=True)
class StackInput:
    """One root module.

    Attributes:
        module: its declarations.
        values: the variables that are passed to it.
        key, name: of the stack; the name is None where there is none.
        prefix: what the addresses of its resources begin with.
        region: where providers that state no region deploy to.
        document: the file that a framework wrote it into; empty for the user's own files.
    """

    module: Module
    values: Mapping[str, Value]
    key: str = ""
    name: str | None = None
    prefix: str = ""
    region: str | None = None
    document: str = ""


def read_stack(context: Context, loader: Loader, stack: StackInput, graph: NativeGraph) -> None:
    """Adds the stack of a root module to a graph.

    Raises:
        InputError: its expressions are nested more deeply than can be evaluated.
    """
    try:
        _read(context, loader, stack, graph)
    except RecursionError:
        raise InputError("the project is nested too deeply to be evaluated", file=stack.module.folder) from None


def _read(context: Context, loader: Loader, stack: StackInput, graph: NativeGraph) -> None:
    module = stack.module
    scope = ModuleScope(context, module, "", stack.values.get, is_root=True)
    if stack.prefix:
        scope.prefix = stack.prefix
    tree = Tree(context, loader, scope)
    reader = ResourceReader(context, graph, stack.region, stack.key)
    reader.read(tree)
    default = reader.providers.get("aws")
    graph.stacks[stack.key] = Stack(
        key=stack.key,
        name=Known(stack.name) if stack.name else Unknown("a root module of Terraform has no name", None),
        region=_region(default, stack.region),
        account=(default.account if default else None) or Unknown("the account is not stated", "AWS::AccountId"),
        location=_place(module),
        document=stack.document,
        settings=stack_settings(context, scope, reader.providers),
    )
    for name, block in module.outputs.items():
        value = context.run(lambda name=name, at=block.at: scope.output(name, at))  # type: ignore[misc]
        if value is not None:
            description = bare_text(block.body.get("description")) or ""
            graph.outputs.append(Output(name, stack.key, argument(value, block.at), block.at, description=description))
    _report(context, tree, graph)


def _region(default: Provider | None, otherwise: str | None) -> Value:
    stated = region_of(default.region) if default is not None else None
    if stated is not None:
        return stated
    if otherwise is not None:
        return Known(otherwise)
    return Unknown("the region is not stated", "AWS::Region")


def _place(module: Module) -> Location:
    for table in (module.resources, module.calls, module.variables):
        for block in table.values():
            return Location(block.at.file, 1, 1)
    return NOWHERE


def _report(context: Context, tree: Tree, graph: NativeGraph) -> None:
    """What is wrong with the files and the expressions, each once."""
    seen: dict[Problem, None] = dict.fromkeys(graph.problems)
    for module in tree.modules():
        seen.update(dict.fromkeys(module.problems))
        if module.incomplete:
            unread = [one for one in module.problems if one.message.startswith("the file cannot be read")]
            graph.undecided_resources.extend(one for one in unread if one not in graph.undecided_resources)
    for fault in context.evaluator.faults:
        seen[Problem(fault.level, fault.reason, fault.at)] = None
    context.evaluator.faults.clear()
    graph.problems[:] = list(seen)
    graph.assumptions[:] = list(dict.fromkeys([*graph.assumptions, *context.assumptions]))
