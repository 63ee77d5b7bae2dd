"""From a native graph to the Graph: types, properties, references, split resources, tags, lifecycle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stackproof.facts.types import type_facts
from stackproof.graph.graph import Graph, Output, Stack
from stackproof.graph.query import same
from stackproof.graph.resource import Lifecycle, Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    text,
)
from stackproof.vocabulary.archives import Archives
from stackproof.vocabulary.derive import own_name
from stackproof.vocabulary.fold import Split, fold
from stackproof.vocabulary.item import Item
from stackproof.vocabulary.json_text import Encoded, plain_text
from stackproof.vocabulary.map import ArgumentMap
from stackproof.vocabulary.part_order import ORDERED, parts_before
from stackproof.vocabulary.references import References
from stackproof.vocabulary.registry import Chosen, choose, counterparts, shapes_of
from stackproof.vocabulary.shaping import is_null

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import OnDelete
    from stackproof.vocabulary.native import NativeGraph, NativeResource
    from stackproof.vocabulary.rows import Fold

_TAGS = "tags"


def translate(native: NativeGraph) -> Graph:
    """The graph in CloudFormation's words.

    Addresses stay. A type without a counterpart keeps its own name and arguments and is counted in `unmapped`;
    arguments without a counterpart are kept in `Resource.attributes`.
    """
    return _Translation(native).graph()


class _Translation:
    def __init__(self, native: NativeGraph) -> None:
        self._native = native
        managed = [one for one in native.resources.values() if one.mode == "managed"]
        self._chosen = {one.address: choose(one.type, one.arguments) for one in managed}
        self._references = References(native, self._chosen)
        self._archives = Archives(native)
        self._managed = managed
        self._named_by: dict[tuple[str, tuple[str, ...]], dict[MapValue, list[str]]] = {}

    def graph(self) -> Graph:
        """Translates everything once."""
        resources: dict[str, Resource] = {}
        splits: list[Split] = []
        for one in self._managed:
            chosen = self._chosen[one.address]
            if chosen.entry.fold is not None:
                splits.append(self._split(one, chosen))
                # It holds its place in the order until it is known whether it is folded.
                resources[one.address] = self._as_it_is(one)
            elif chosen.entry.counterpart:
                for resource in self._mapped(one, chosen):
                    resources[resource.address] = resource
            else:
                resources[one.address] = self._as_it_is(one)
        wholes = {name: one for name, one in resources.items() if not self._is_split(name)}
        left, folded = fold(splits, Graph(wholes))
        for address in folded:
            del resources[address]
        for one in self._managed:
            finish = self._chosen[one.address].finish
            if finish is not None:
                finish(resources[one.address])
        unmapped: dict[str, int] = {}
        alone = {split.native.address for split in left}
        for one in self._managed:
            if one.exists is not Truth.NO and (one.address in alone or not self._known(one.address)):
                unmapped[one.type] = unmapped.get(one.type, 0) + 1
        for resource in resources.values():

            def waits(addresses: tuple[str, ...], own: str = resource.address) -> tuple[str, ...]:
                return tuple(self._dependencies(own, addresses, folded, resources))

            resource.depends_on = waits(resource.depends_on)
            resource.parts = tuple(
                part._replace(
                    depends_on=waits(part.depends_on),
                    after=parts_before(self._native, part.address, folded) if part.type in ORDERED else (),
                )
                for part in resource.parts
            )
        return Graph(
            resources=resources,
            stacks={key: self._stack(stack) for key, stack in self._native.stacks.items()},
            outputs=[self._output(output) for output in self._native.outputs],
            problems=list(self._native.problems),
            unmapped=dict(sorted(unmapped.items())),
            undecided_resources=list(self._native.undecided_resources),
            assumptions=list(self._native.assumptions),
        )

    def _known(self, address: str) -> bool:
        entry = self._chosen[address].entry
        return bool(entry.counterpart) or entry.fold is not None

    def _is_split(self, address: str) -> bool:
        chosen = self._chosen.get(address)
        return chosen is not None and chosen.entry.fold is not None

    def _arguments(self, one: NativeResource) -> MapValue:
        found = self._references.value(one.arguments)
        assert isinstance(found, MapValue)
        return found

    def _map(self, chosen: Chosen, base: tuple[str, ...] = ()) -> ArgumentMap:
        return ArgumentMap(chosen.entry, shapes_of(chosen.entry), base, chosen.conversions)

    def _split(self, one: NativeResource, chosen: Chosen) -> Split:
        entry = chosen.entry
        assert entry.fold is not None
        arguments = self._arguments(one)
        wholes = counterparts(entry.fold.target)
        at = tuple(entry.fold.at.split(".")) if entry.fold.at else ()
        naming = {entry.fold.by, *entry.fold.also}
        names = self._named(one, arguments, entry.fold)
        rest = {name: value for name, value in arguments.entries.items() if name not in naming}
        block = MapValue(rest, arguments.at, arguments.assumed, complete=arguments.complete)
        mapped = self._map(chosen, at).arguments(block)
        item = Item(one, arguments, wholes[0], mapped.entries, shapes_of(entry), mapped.left, mapped.complete)
        if chosen.adjust is not None:
            chosen.adjust(item)
        properties = {name: _plain(value) for name, value in item.properties.items()}
        return Split(one, wholes, names, at, properties, item.complete)

    def _named(self, one: NativeResource, arguments: MapValue, how: Fold) -> Value:
        """The value that names what a split resource configures."""
        naming = (how.by, *how.also)
        for name in naming:
            named = one.arguments.entries.get(name)
            if isinstance(named, Reference) and self._is_of(named.target, how.target):
                # Whatever attribute was taken: the resource is named by it.
                return Reference(named.target, "", named.at)
        written = one.arguments.entries.get(how.by, Known(None, one.location))
        if not how.also:
            return arguments.entries.get(how.by, written)
        wanted = MapValue({name: arguments.entries.get(name, Known(None)) for name in naming})
        candidates = self._candidates(how.target, naming)
        equal = candidates.get(wanted, [])
        if len(equal) == 1:
            return Reference(equal[0], "", written.at)
        if any(same(wanted, theirs) is not Truth.NO for theirs in candidates):
            return Unknown("several may be meant", None, written.at)
        return Known(None, written.at)

    def _candidates(self, type_: str, naming: tuple[str, ...]) -> dict[MapValue, list[str]]:
        """The addresses of a type's resources by what they were given for some arguments; worked out once."""
        found = self._named_by.get((type_, naming))
        if found is None:
            found = self._named_by[type_, naming] = {}
            for one in self._managed:
                if own_name(one.type) == type_:
                    given = {name: one.arguments.entries.get(name, Known(None)) for name in naming}
                    translated = MapValue({name: self._references.value(value) for name, value in given.items()})
                    found.setdefault(translated, []).append(one.address)
        return found

    def _is_of(self, address: str, type_: str) -> bool:
        found = self._native.resources.get(address)
        return found is not None and found.mode == "managed" and own_name(found.type) == type_

    def _mapped(self, one: NativeResource, chosen: Chosen) -> Iterator[Resource]:
        entry = chosen.entry
        arguments = _with_default_tags(self._arguments(one), one, entry.counterpart, self._references)
        shapes = shapes_of(entry)
        if not shapes and type_facts(entry.counterpart) is None:
            yield self._as_it_is(one)
            return
        if one.type == entry.counterpart:
            # It was written in CloudFormation's words.
            properties, left, complete = dict(arguments.entries), {}, arguments.complete
        else:
            mapped = self._map(chosen).arguments(arguments)
            properties, left, complete = mapped.entries, mapped.left, mapped.complete
        item = Item(one, arguments, entry.counterpart, properties, shapes, left, complete)
        if chosen.adjust is not None:
            chosen.adjust(item)
        made = MapValue(
            {name: _plain(value) for name, value in item.properties.items()}, one.location, complete=item.complete
        )
        yield self._resource(one, item.type, made, item)
        for extra in item.extras:
            inside = _plain(extra.properties)
            assert isinstance(inside, MapValue)
            beside = self._resource(one, extra.type, inside, None)
            exists = one.exists & extra.exists
            yield replace(beside, address=f"{one.address}/{extra.suffix}", location=extra.location, exists=exists)

    def _as_it_is(self, one: NativeResource) -> Resource:
        arguments = self._arguments(one)
        made = _plain(arguments)
        assert isinstance(made, MapValue)
        return self._resource(one, one.type, made, None)

    def _resource(self, one: NativeResource, type_: str, properties: MapValue, item: Item | None) -> Resource:
        left = {name: _plain(value) for name, value in item.left.items()} if item is not None else {}
        meta = {name: _plain(self._references.value(value)) for name, value in one.meta.items()}
        return Resource(
            address=one.address,
            type=type_,
            properties=properties,
            location=one.location,
            stack=one.stack,
            logical_id=one.logical_id,
            exists=one.exists,
            condition=one.condition,
            region=self._references.value(one.region),
            account=self._references.value(one.account),
            lifecycle=Lifecycle(
                _on_delete(one, item), item.empties if item is not None else Truth.NO, one.protected, one.location
            ),
            parents=one.parents,
            depends_on=one.depends_on,
            native_type=one.native_type or one.type,
            document=one.document,
            framework=one.framework,
            attributes={**left, **meta, **self._archives.of(one)},
            assumed=one.assumed,
        )

    @staticmethod
    def _dependencies(
        own: str, depends_on: tuple[str, ...], folded: dict[str, str], known: dict[str, Resource]
    ) -> Iterator[str]:
        seen = {own}
        for address in depends_on:
            target = folded.get(address, address)
            if target in known and target not in seen:
                seen.add(target)
                yield target

    def _stack(self, stack: Stack) -> Stack:
        value = self._references.value
        return replace(
            stack,
            # What these tools call a stack is a state of theirs, nothing that has a name in AWS.
            name=Absent(stack.location),
            region=value(stack.region),
            account=value(stack.account),
            tags={name: _plain(value(one)) for name, one in stack.tags.items()},
            settings={name: _plain(value(one)) for name, one in stack.settings.items()},
        )

    def _output(self, output: Output) -> Output:
        return replace(output, value=_plain(self._references.value(output.value)))


def _on_delete(one: NativeResource, item: Item | None) -> OnDelete:
    if one.retain is Truth.YES:
        return "retain"
    if one.retain is Truth.UNDECIDED:
        return "unknown"
    return (item.on_delete if item is not None else None) or "delete"


def _with_default_tags(arguments: MapValue, one: NativeResource, type_: str, references: References) -> MapValue:
    """The provider's default tags below the resource's own, where the type takes tags."""
    facts = type_facts(type_)
    if one.default_tags is None or facts is None or not facts.tags_property:
        return arguments
    defaults = references.value(one.default_tags)
    own = arguments.entries.get(_TAGS, Known(None))
    if is_null(own):
        merged = defaults
    elif isinstance(own, MapValue) and isinstance(defaults, MapValue):
        merged = MapValue({**defaults.entries, **own.entries}, own.at, complete=own.complete and defaults.complete)
    elif isinstance(own, MapValue):
        merged = MapValue(own.entries, own.at, complete=False)
    elif isinstance(defaults, MapValue):
        merged = MapValue(defaults.entries, own.at, complete=False)
    else:
        merged = Unknown("neither the provider's tags nor its own are known", None, own.at)
    return MapValue({**arguments.entries, _TAGS: merged}, arguments.at, arguments.assumed, complete=arguments.complete)


def _plain(value: Value) -> Value:
    """The value without texts that are kept as structures: none of them leaves the translation."""
    if isinstance(value, Encoded):
        return plain_text(value)
    if isinstance(value, Text) and any(isinstance(part, Encoded) for part in value.parts):
        return text([plain_text(part) if isinstance(part, Value) else part for part in value.parts], value.at)
    if isinstance(value, MapValue):
        entries = {name: _plain(item) for name, item in value.entries.items()}
        return MapValue(entries, value.at, value.assumed, complete=value.complete)
    if isinstance(value, ListValue):
        items = tuple([_plain(item) for item in value.items])
        return ListValue(items, value.at, value.assumed, complete=value.complete)
    if isinstance(value, Conditional):
        then, otherwise = _plain(value.then), _plain(value.otherwise)
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, Sensitive):
        return Sensitive(_plain(value.inner), value.at, value.assumed)
    if isinstance(value, Unknown) and value.sources:
        sources = tuple([_plain(source) for source in value.sources])
        return Unknown(value.reason, value.symbol, value.at, value.assumed, sources)
    return value
