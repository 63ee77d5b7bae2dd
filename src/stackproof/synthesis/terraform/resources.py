"""The resources of all modules: every instance with its arguments, its place, region, parents and what else is said."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.graph import Problem
from stackproof.graph.resource import Parent
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Unknown,
    Value,
    rewrite,
)
from stackproof.synthesis.terraform.blocks import BlockReader, argument
from stackproof.synthesis.terraform.frames import Frame
from stackproof.synthesis.terraform.lift import deep_assumption
from stackproof.synthesis.terraform.providers import Providers, configured, key_of, passed, reference_text, region_of
from stackproof.synthesis.terraform.syntax import ListExpression, Literal, Traversal
from stackproof.synthesis.terraform.tree import Missing
from stackproof.synthesis.terraform.validation import broken_validations
from stackproof.vocabulary.json_text import Encoded
from stackproof.vocabulary.native import NativeResource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.context import Context
    from stackproof.synthesis.terraform.declarations import Key
    from stackproof.synthesis.terraform.instances import Expansion, Instance
    from stackproof.synthesis.terraform.module_scope import ModuleScope
    from stackproof.synthesis.terraform.syntax import Block, Body, Expression
    from stackproof.synthesis.terraform.tree import Tree
    from stackproof.vocabulary.native import NativeGraph

_OF_CALLS = frozenset({"source", "version", "providers", "depends_on"})
_META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "timeouts"})
_NO_OWN_REGION = frozenset({"aws_config_aggregate_authorization"})
"""Types whose argument `region` is not where the resource is."""


class _Around(NamedTuple):
    """What holds for everything in a module."""

    providers: Providers
    parents: tuple[Parent, ...] = ()
    exists: Truth = Truth.YES
    condition: str | None = None
    held: Mapping[str, bool] = {}
    assumed: str | None = None
    waits: tuple[str, ...] = ()
    """What the calls of the modules around wait for; everything in them does."""
    given: Mapping[str, tuple[str, ...]] = {}
    """What the arguments of the module's call name, as far as `depends_on` can be told of it by a variable."""


class ResourceReader:
    """Fills a native graph with the resources of a tree of modules.

    Args:
        context: what all modules share.
        graph: receives the resources, and what cannot be decided.
        region: where resources are whose provider does not say it, if that is known.
        stack: key of the stack.
    """

    def __init__(self, context: Context, graph: NativeGraph, region: str | None = None, stack: str = "") -> None:
        self._context = context
        self._graph = graph
        self._region = region
        self._stack = stack
        self._blocks = BlockReader(context.evaluator)
        self._waits: list[tuple[NativeResource, list[str]]] = []
        self.providers: Providers = {}

    def read(self, tree: Tree) -> None:
        """Reads all modules."""
        self._module(tree, tree.root, _Around({}))
        self._resolve_waits()

    def _module(self, tree: Tree, scope: ModuleScope, around: _Around) -> None:
        faults = self._context.evaluator.faults
        mark = len(faults)
        if around.exists is not Truth.NO:
            self._settle(scope)
        providers = configured(scope, around.providers, self._blocks)
        if scope is tree.root:
            self.providers = providers
        inside = around._replace(providers=providers)
        for key, block in scope.module.resources.items():
            expansion = self._expansion(scope, block, _shown(key))
            assumed = deep_assumption([expansion.selector]) if expansion.selector is not None else None
            for instance in expansion.instances:
                self._resource(scope, key, block, instance, inside._replace(assumed=around.assumed or assumed))
        for name, block in scope.module.calls.items():
            self._call(tree, scope, name, block, inside)
        if around.exists is not Truth.YES:
            # What fails in a module that is perhaps never there is no fault.
            del faults[mark:]

    def _settle(self, scope: ModuleScope) -> None:
        """Computes what Terraform computes whether it is used or not, so that its faults are found."""
        for name, block in scope.module.variables.items():
            self._context.run(partial(scope.variable, name, block.at))
        for name, attribute in scope.module.locals.items():
            self._context.run(partial(scope.local, name, attribute.at))
        for failure in broken_validations(scope):
            self._context.evaluator.noted(failure)

    def _call(self, tree: Tree, scope: ModuleScope, name: str, block: Block, around: _Around) -> None:
        expansion = self._expansion(scope, block, f"module.{name}")
        assumed = deep_assumption([expansion.selector]) if expansion.selector is not None else None
        for instance in expansion.instances:
            child = tree.child(scope, name, instance)
            exists = around.exists & instance.exists
            if isinstance(child, Missing):
                if exists is not Truth.NO:
                    self._graph.undecided_resources.append(Problem(child.level, child.reason, block.at))
                break
            inner = _Around(
                passed(block, around.providers),
                (*around.parents, Parent("module", f"{name}{instance.suffix}", block.at)),
                exists,
                _both(around.condition, instance.condition),
                {**around.held, **instance.held},
                around.assumed or assumed,
                (*around.waits, *_dependencies(block.body, scope.prefix, around.given)),
                _named(block.body, scope.prefix, around.given),
            )
            self._module(tree, child, inner)

    def _expansion(self, scope: ModuleScope, block: Block, shown: str) -> Expansion:
        return self._context.run(lambda: scope.expansion(block, shown))

    def _resource(self, scope: ModuleScope, key: Key, block: Block, instance: Instance, around: _Around) -> None:
        mode, kind, _ = key
        local = f"{_shown(key)}{instance.suffix}"
        address = scope.prefix + local
        exists = around.exists & instance.exists
        held = {**around.held, **instance.held}
        names = {**instance.names, "self": Reference(address, "", block.at)}
        frame = Frame(scope, names, None, address if instance.names else scope.address)
        evaluator = self._context.evaluator
        mark = len(evaluator.faults)
        arguments = self._arguments(block.body, frame, block.at, held)
        meta = self._meta(block.body, frame, block.at)
        if exists is not Truth.YES:
            # What fails in an instance that is perhaps never made is no fault.
            del evaluator.faults[mark:]
        own = arguments.entries.get("region")
        provider_key, named = key_of(block)
        provider = around.providers.get(provider_key)
        if named:
            meta["provider"] = Known(provider_key, block.at)
        region = self._region_of(kind, mode, own, around, provider_key)
        lifecycle = block.body.of("lifecycle")
        resource = NativeResource(
            address=address,
            type=kind,
            arguments=arguments,
            location=block.at,
            mode="managed" if mode == "managed" else "data",
            stack=self._stack,
            logical_id=local,
            exists=exists,
            condition=_both(around.condition, instance.condition),
            region=region,
            default_tags=provider.default_tags if provider is not None and mode == "managed" else None,
            protected=_protected(lifecycle),
            parents=around.parents,
            meta=meta,
            assumed=around.assumed,
        )
        account = provider.account if provider is not None else None
        if account is not None:
            resource.account = account
        if address in self._graph.resources:
            return
        self._graph.resources[address] = resource
        waits = [*_dependencies(block.body, scope.prefix, around.given), *around.waits]
        if waits:
            self._waits.append((resource, waits))

    def _arguments(self, body: Body, frame: Frame, at: Location, held: Mapping[str, bool]) -> MapValue:
        found = self._context.run(lambda: self._blocks.arguments(body, frame, at, _META))
        entries: dict[str, Value] = {}
        for name, value in found.entries.items():
            if not self._context.limits.keeps(value):
                entries[name] = Unknown("the value is too large to be worked with here", None, value.at)
                continue
            kept = argument(settled(value, held), value.at) if held else value
            if not isinstance(kept, Absent):
                entries[name] = kept
        return MapValue(entries, at, found.assumed, complete=found.complete)

    def _region_of(self, kind: str, mode: str, own: Value | None, around: _Around, key: str) -> Value:
        stated = (
            region_of(own) if kind.startswith("aws_") and mode == "managed" and kind not in _NO_OWN_REGION else None
        )
        provider = around.providers.get(key)
        if stated is None and provider is not None:
            stated = region_of(provider.region)
        if isinstance(stated, Conditional) and isinstance(stated.otherwise, Absent) and provider is not None:
            below = region_of(provider.region)
            if below is not None:
                stated = Conditional(stated.condition, stated.then, below, stated.at, stated.assumed)
        if stated is not None:
            return stated
        if self._region is not None:
            return Known(self._region)
        return Unknown("the region is not stated", "AWS::Region")

    def _meta(self, body: Body, frame: Frame, at: Location) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for block in body.of("lifecycle"):
            for name, attribute in block.body.attributes.items():
                if name == "prevent_destroy":
                    continue
                if name in ("ignore_changes", "replace_triggered_by"):
                    found[name] = _references(attribute.expression, attribute.at)
                else:
                    found[name] = self._forgiving_argument(attribute.expression, frame, attribute.at)
            for kind in ("precondition", "postcondition"):
                if block.body.of(kind):
                    found[kind] = self._listed(block.body.of(kind), frame)
        for kind in ("provisioner", "connection", "timeouts"):
            if body.of(kind):
                found[kind] = self._listed(body.of(kind), frame)
        return found

    def _forgiving_argument(self, expression: Expression, frame: Frame, at: Location) -> Value:
        evaluator = self._context.evaluator
        value = self._context.run(lambda: evaluator.forgiving(expression, frame))
        return argument(value, at)

    def _listed(self, blocks: list[Block], frame: Frame) -> Value:
        evaluator = self._context.evaluator
        mark = len(evaluator.faults)
        made: list[Value] = []
        for block in blocks:
            entries = dict(self._body(block, frame).entries)
            if block.labels:
                entries = {"type": Known(block.labels[0], block.at), **entries}
            made.append(MapValue(entries, block.at))
        # Conditions and provisioners are not judged here.
        del evaluator.faults[mark:]
        return ListValue(tuple(made), blocks[0].at)

    def _body(self, block: Block, frame: Frame) -> MapValue:
        return self._context.run(lambda: self._blocks.arguments(block.body, frame, block.at))

    def _resolve_waits(self) -> None:
        """`depends_on` of blocks and modules to the addresses of their instances."""
        meant: dict[str, list[str]] = {}
        for resource, names in self._waits:
            found: dict[str, None] = {}
            for name in names:
                if name not in meant:
                    meant[name] = self._meant(name)
                found.update(dict.fromkeys(meant[name]))
            found.pop(resource.address, None)
            resource.depends_on = tuple(found)

    def _meant(self, name: str) -> list[str]:
        """The addresses of the instances of a block, or of all that is in a module."""
        # Of a count that is not known there is one instance, which stands for all that are named.
        block, bracket, _ = name.rpartition("[")
        every = f"{block}[*]" if bracket else name
        if name in self._graph.resources or every in self._graph.resources:
            return [name if name in self._graph.resources else every]
        starts = (f"{name}[", f"{name}.") if ".module." in f".{name}" else (f"{name}[",)
        return [address for address in self._graph.resources if address.startswith(starts)]


def _shown(key: Key) -> str:
    mode, kind, name = key
    return f"{kind}.{name}" if mode == "managed" else f"{mode}.{kind}.{name}"


def _both(first: str | None, second: str | None) -> str | None:
    return f"{first} && {second}" if first and second else first or second


def _protected(blocks: list[Block]) -> Truth:
    for block in blocks:
        written = block.body.get("prevent_destroy")
        if written is not None:
            data = written.data if isinstance(written, Literal) else None
            return Truth.of(data in (True, "true")) if data is not None else Truth.UNDECIDED
    return Truth.NO


def _dependencies(body: Body, prefix: str, given: Mapping[str, tuple[str, ...]]) -> list[str]:
    expression = body.get("depends_on")
    return _blocks_of(expression, prefix, given) if isinstance(expression, ListExpression) else []


def _blocks_of(expression: Expression, prefix: str, given: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The resources and modules that a reference, or a list of references, names."""
    found: list[str] = []
    for item in expression.items if isinstance(expression, ListExpression) else [expression]:
        text = reference_text(item)
        if text is None:
            continue
        if text.startswith("var."):
            found += given.get(text.split(".")[1].partition("[")[0], ())
        elif "." in text:
            found.append(prefix + _resource_part(text))
    return found


def _named(body: Body, prefix: str, given: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """By the names of a call's arguments, what they refer to: modules hand on what to wait for by a variable."""
    named = {
        name: tuple(_blocks_of(attribute.expression, prefix, given))
        for name, attribute in body.attributes.items()
        if name not in _OF_CALLS and isinstance(attribute.expression, (ListExpression, Traversal))
    }
    return {name: blocks for name, blocks in named.items() if blocks}


def _resource_part(text: str) -> str:
    """The part of a reference that names a resource or module: `aws_x.y` of `aws_x.y.arn`."""
    parts = text.split(".")
    count = 3 if parts[0] == "data" else 2
    return ".".join(parts[:count])


def _references(expression: Expression, at: Location) -> Value:
    if isinstance(expression, ListExpression):
        texts = [reference_text(item) for item in expression.items]
        return ListValue(tuple([Known(text, at) for text in texts if text is not None]), at)
    text = reference_text(expression)
    return Known(text, at) if text is not None else Unknown("the expression is not understood here", None, at)


def settled(value: Value, held: Mapping[str, bool]) -> Value:
    """The value where some conditions are known to have gone one way."""

    def change(one: Value) -> Value:
        if isinstance(one, Conditional) and one.condition in held:
            return one.then if held[one.condition] else one.otherwise
        if isinstance(one, Encoded):
            copy = type(one)(rewrite(one.structure, change), one.at, one.assumed)
            return copy if copy.structure is not one.structure else one
        if isinstance(one, ListValue) and any(isinstance(item, Absent) for item in one.items):
            kept = tuple([item for item in one.items if not isinstance(item, Absent)])
            return ListValue(kept, one.at, one.assumed, complete=one.complete)
        if isinstance(one, MapValue) and any(isinstance(item, Absent) for item in one.entries.values()):
            entries = {key: item for key, item in one.entries.items() if not isinstance(item, Absent)}
            return MapValue(entries, one.at, one.assumed, complete=one.complete)
        return one

    return rewrite(value, change)
