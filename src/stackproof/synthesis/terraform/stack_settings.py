"""What a root module tells Terraform itself: backend, versions, providers, moved and removed resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Known, ListValue, MapValue, Value
from stackproof.synthesis.terraform.blocks import BlockReader
from stackproof.synthesis.terraform.providers import reference_text
from stackproof.synthesis.terraform.syntax import Literal, MapExpression

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.context import Context
    from stackproof.synthesis.terraform.declarations import Module
    from stackproof.synthesis.terraform.module_scope import ModuleScope
    from stackproof.synthesis.terraform.providers import Providers
    from stackproof.synthesis.terraform.syntax import Block, Expression

_ADDRESSES = frozenset({"from", "to", "provider"})


def stack_settings(context: Context, scope: ModuleScope, providers: Providers) -> dict[str, Value]:
    """The settings of a root module by Terraform's own names."""
    module = scope.module
    reader = BlockReader(context.evaluator)
    found: dict[str, Value] = {}
    for block in module.settings:
        for name, attribute in block.body.attributes.items():
            found[name] = _literal(attribute.expression, attribute.at)
        for inner in block.body.blocks:
            if inner.kind == "required_providers":
                found["required_providers"] = _required(inner)
            else:
                arguments = context.run(lambda inner=inner: reader.arguments(inner.body, scope.frame, inner.at))  # type: ignore[misc]
                if inner.labels:
                    arguments = MapValue({inner.labels[0]: arguments}, inner.at)
                found[inner.kind] = arguments
    if providers:
        entries: dict[str, Value] = {key: provider.arguments for key, provider in providers.items()}
        found["providers"] = MapValue(entries, next(iter(providers.values())).at)
    for kind in ("moved", "removed", "import", "check"):
        blocks = [block for block in module.others if block.kind == kind]
        if blocks:
            items = tuple([_other(context, scope, block, reader) for block in blocks])
            found[kind] = ListValue(items, blocks[0].at)
    return found


def _other(context: Context, scope: ModuleScope, block: Block, reader: BlockReader) -> Value:
    evaluator = context.evaluator
    entries: dict[str, Value] = {}
    if block.kind == "check":
        if block.labels:
            entries["name"] = Known(block.labels[0], block.at)
        return MapValue(entries, block.at)
    mark = len(evaluator.faults)
    for name, attribute in block.body.attributes.items():
        if name in _ADDRESSES:
            text = reference_text(attribute.expression)
            entries[name] = Known(text or "", attribute.at)
        else:
            entries[name] = context.run(lambda a=attribute: evaluator.evaluate(a.expression, scope.frame))  # type: ignore[misc]
    for inner in block.body.blocks:
        found = context.run(lambda inner=inner: reader.arguments(inner.body, scope.frame, inner.at))  # type: ignore[misc]
        entries[inner.kind] = found
    del evaluator.faults[mark:]
    return MapValue(entries, block.at)


def _required(block: Block) -> Value:
    entries: dict[str, Value] = {}
    for name, attribute in block.body.attributes.items():
        if isinstance(attribute.expression, MapExpression):
            inner: dict[str, Value] = {}
            for key, value in attribute.expression.entries:
                if isinstance(key, Literal) and isinstance(value, Literal):
                    inner[str(key.data)] = Known(value.data, key.at)
            entries[name] = MapValue(inner, attribute.at)
        else:
            # Terraform 0.12 wrote the version alone.
            version = _literal(attribute.expression, attribute.at)
            entries[name] = MapValue({"version": version}, attribute.at)
    return MapValue(entries, block.at)


def _literal(expression: Expression, at: Location) -> Value:
    if isinstance(expression, Literal):
        return Known(expression.data, at)
    return Known(reference_text(expression) or "", at)


def pins(module: Module) -> dict[str, str]:
    """The versions that a module asks for, by `terraform` and the names of its providers."""
    found: dict[str, str] = {}
    for block in module.settings:
        core = block.body.get("required_version")
        if isinstance(core, Literal) and isinstance(core.data, str):
            found["terraform"] = core.data
        for inner in block.body.of("required_providers"):
            required = _required(inner)
            if isinstance(required, MapValue):
                found.update(_versions(required))
    return found


def _versions(required: MapValue) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, one in required.entries.items():
        version = one.entries.get("version") if isinstance(one, MapValue) else None
        if isinstance(version, Known) and isinstance(version.data, str):
            found[name] = version.data
    return found
