"""The kinds of changes that mutations are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from stackproof.graph.graph import Graph
from stackproof.graph.location import Location
from stackproof.graph.resource import OnDelete, Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, ListValue, MapValue, Reference, Value, rewrite
from tests.mutation.mutants import Change, Mutant, Place, output_named, parent_place, value_of, with_value


def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("/"))


def _construct(address: str) -> Place:
    return lambda graph, _: graph.resources[address].location


def _parent(address: str) -> Place:
    return lambda graph, _: parent_place(graph.resources[address])


def _stack(graph: Graph, _: Path) -> Location:
    return next(stack.location for stack in graph.stacks.values() if stack.parent is None)


def _rewritten(address: str, path: str, change: Callable[[Value | None], Value | None]) -> Change:
    def apply(mutant: Mutant) -> None:
        resource = mutant.graph.resources[address]
        properties = with_value(resource.properties, _steps(path), change)
        assert isinstance(properties, MapValue)
        assert properties != resource.properties, "the mutation changes nothing"
        resource.properties = properties

    return Change(apply, _construct(address))


def removed(address: str, path: str) -> Change:
    """A property is not there; it is reported at the call of its construct."""

    def nothing(old: Value | None) -> None:
        if old is None:
            raise KeyError(path)

    return _rewritten(address, path, nothing)


def changed(address: str, path: str, data: Any) -> Change:
    """A property has another value."""

    def new(old: Value | None) -> Value:
        at = old.at if old is not None else Location("")
        return value_of(data, at)

    return _rewritten(address, path, new)


def appended(address: str, path: str, data: Any) -> Change:
    """A list has one more item."""

    def longer(old: Value | None) -> Value:
        items = old.items if isinstance(old, ListValue) else (old,) if old is not None else ()
        at = old.at if old is not None else Location("")
        return ListValue((*items, value_of(data, at)), at)

    return _rewritten(address, path, longer)


def replaced_text(address: str, path: str, old: str, new: str) -> Change:
    """A text in a property is another one."""

    def edit(value: Value | None) -> Value:
        text = getattr(value, "data", None)
        assert value is not None
        assert isinstance(text, str)
        assert old in text
        return value_of(text.replace(old, new), value.at)

    return _rewritten(address, path, edit)


def without(address: str) -> Change:
    """A resource is not there, nor anything that was made below it; it is reported at its parent."""

    def apply(mutant: Mutant) -> None:
        resources = mutant.graph.resources
        gone = [one for one in resources if one == address or one.startswith(f"{address}/")]
        assert gone
        for one in gone:
            del resources[one]
        _refer_elsewhere(mutant, gone)

    return Change(apply, _parent(address))


def _refer_elsewhere(mutant: Mutant, gone: list[str]) -> None:
    """Has what referred to resources that are gone refer to something that is not of this project."""

    def elsewhere(value: Value) -> Value:
        if isinstance(value, Reference) and value.target in gone:
            return Known("arn:aws:service:us-east-1:111122223333:elsewhere", value.at)
        return value

    for resource in mutant.graph.resources.values():
        properties = rewrite(resource.properties, elsewhere)
        assert isinstance(properties, MapValue)
        resource.properties = properties
        resource.depends_on = tuple(one for one in resource.depends_on if one not in gone)
    for one in mutant.graph.outputs:
        one.value = rewrite(one.value, elsewhere)


def without_only(address: str) -> Change:
    """A resource is not there, and what lies below its address still is (a nested stack's template)."""

    def apply(mutant: Mutant) -> None:
        del mutant.graph.resources[address]

    return Change(apply, _parent(address))


def moved(address: str, region: str) -> Change:
    """A resource is in another region: where it was asked for there is none, so that its parent is to blame."""

    def apply(mutant: Mutant) -> None:
        mutant.graph.resources[address].region = Known(region)

    return Change(apply, _parent(address))


def lifecycle(
    address: str,
    *,
    on_delete: OnDelete = "delete",
    empties_on_delete: Truth = Truth.NO,
    protected: Truth = Truth.NO,
) -> Change:
    """A resource fares otherwise at deletion."""

    def apply(mutant: Mutant) -> None:
        resource = mutant.graph.resources[address]
        resource.lifecycle = replace(
            resource.lifecycle, on_delete=on_delete, empties_on_delete=empties_on_delete, protected=protected
        )

    return Change(apply, _construct(address))


def not_emptied(address: str) -> Change:
    """Nothing empties a bucket before it is deleted."""

    def apply(mutant: Mutant) -> None:
        del mutant.graph.resources[f"{address}/AutoDeleteObjectsCustomResource"]
        resource = mutant.graph.resources[address]
        resource.lifecycle = replace(resource.lifecycle, empties_on_delete=Truth.NO)

    return Change(apply, _construct(address))


def stack_protected(mutant: Mutant) -> None:
    """The stack is protected against its deletion."""
    root = next(stack for stack in mutant.graph.stacks.values() if stack.parent is None)
    root.termination_protection = Truth.YES


def stack_named(name: str) -> Change:
    """The stack has another name."""

    def apply(mutant: Mutant) -> None:
        root = next(stack for stack in mutant.graph.stacks.values() if stack.parent is None)
        root.name = value_of(name, root.location)

    return Change(apply, _stack)


def on_the_stack(apply: Callable[[Mutant], None]) -> Change:
    """A change of the stack as a whole."""
    return Change(apply, _stack)


def untagged(address: str, key: str) -> Change:
    """A resource lacks a tag, and so do the stacks, which would pass it on."""

    def apply(mutant: Mutant) -> None:
        for stack in mutant.graph.stacks.values():
            del stack.tags[key]
        resource = mutant.graph.resources[address]
        properties = with_value(resource.properties, ("Tags", f"Key={key}"), lambda _: None)
        assert isinstance(properties, MapValue)
        resource.properties = properties

    return Change(apply, _construct(address))


def named_in_both(address: str, path: str, name: str) -> Change:
    """A physical name is the same under both suffixes."""

    def apply(mutant: Mutant) -> None:
        other = mutant.twin.resources[address.replace("-demo/", "-" + _twin_suffix(mutant) + "/", 1)]
        for resource in (mutant.graph.resources[address], other):
            _set(resource, path, value_of(name, resource.location))

    return Change(apply, _construct(address))


def _set(resource: Resource, path: str, new: Value) -> None:
    properties = with_value(resource.properties, _steps(path), lambda _: new)
    assert isinstance(properties, MapValue)
    resource.properties = properties


def _twin_suffix(mutant: Mutant) -> str:
    whole = next(iter(mutant.graph.stacks)).removesuffix("demo")
    return next(iter(mutant.twin.stacks)).removeprefix(whole)


def added(like: str, address: str, type_: str, properties: dict[str, Any]) -> Change:
    """There is one more resource, made where another one was."""

    def apply(mutant: Mutant) -> None:
        model = mutant.graph.resources[like]
        values = value_of(properties, model.location)
        assert isinstance(values, MapValue)
        tags = model.properties.entries.get("Tags")
        if tags is not None:
            values.entries["Tags"] = tags
        mutant.graph.resources[address] = Resource(
            address,
            type_,
            values,
            model.location,
            stack=model.stack,
            logical_id=address.rpartition("/")[2],
            region=model.region,
            account=model.account,
            parents=model.parents,
        )

    return Change(apply, _construct(like))


def without_output(name: str) -> Change:
    """An output is not there; it is reported at the stack that should give it."""

    def apply(mutant: Mutant) -> None:
        mutant.graph.outputs.remove(output_named(mutant.graph, name))

    return Change(apply, _stack)


def output(name: str, data: Any) -> Change:
    """An output gives another value."""

    def apply(mutant: Mutant) -> None:
        found = output_named(mutant.graph, name)
        found.value = value_of(data, found.at)

    return Change(apply, lambda graph, _: output_named(graph, name).at)


def edited(file: str, old: str, new: str, *, at: str = "") -> Change:
    """A file of the project reads otherwise; reported at the line that begins with `at`, or at the first one."""

    def apply(mutant: Mutant) -> None:
        mutant.own_files()
        path = mutant.root / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} does not hold {old!r}"
        path.write_text(text.replace(old, new), "utf-8")

    def place(_: Graph, root: Path) -> Location:
        lines = (root / file).read_text("utf-8").splitlines()
        return Location(file, next(number for number, line in enumerate(lines, 1) if line.startswith(at)))

    return Change(apply, place)


def without_file(file: str) -> Change:
    """A file of the project is not there."""

    def apply(mutant: Mutant) -> None:
        mutant.own_files()
        (mutant.root / file).unlink()

    return Change(apply, lambda *_: Location(file))
