"""Several stacks, with the stacks nested in them, as one graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Graph, Output, Problem, Stack
from stackproof.graph.query import show, string
from stackproof.graph.resource import Parent
from stackproof.graph.truth import Truth
from stackproof.graph.values import (
    Absent,
    Known,
    MapValue,
    Unknown,
    Value,
    moved,
    rewrite,
    walk,
)
from stackproof.synthesis.cloudformation.budget import Budget
from stackproof.synthesis.cloudformation.cycles import circular_dependencies, providers_first
from stackproof.synthesis.cloudformation.document import place
from stackproof.synthesis.cloudformation.environment import given_values
from stackproof.synthesis.cloudformation.lifecycle import mark_emptied
from stackproof.synthesis.cloudformation.stack import NESTED, Placement, StackInput, StackReader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stackproof.graph.location import Location

__all__ = ["Placement", "StackInput", "assemble"]

MAX_STACKS = 500
"""Stacks in one graph, nested ones included (CloudFormation's own quota is 2,000 in an account)."""

_DEPLOYERS = ("AWS::CloudFormation::StackSet", "AWS::ServiceCatalog::CloudFormationProvisionedProduct")
"""Types that deploy another template, which is not read."""

MAX_HOPS = 12
"""Stacks that one value may lead through before it stays unknown."""


def assemble(stacks: Sequence[StackInput]) -> Graph:
    """Reads stacks into one graph.

    References between stacks become direct references where the other side is among the stacks: outputs of nested
    stacks, parameters passed to them, exports.

    Raises:
        InputError: a passed parameter breaks what its template demands, there are too many stacks, or values are
            nested too deeply.
    """
    try:
        return _Assembly().read(stacks)
    except RecursionError:
        raise InputError(
            "values lead to one another through too many levels",
            file=stacks[0].file if stacks else None,
            hint="Nest functions and stacks less deeply",
        ) from None


class _Links:
    """How one stack reaches the others."""

    def __init__(self, assembly: _Assembly, key: str) -> None:
        self.assembly = assembly
        self.key = key
        self.budget = assembly.budget

    def nested_output(self, logical_id: str, output: str, at: Location) -> Value | None:
        return self.assembly.nested_output(self.key, logical_id, output, at)

    def imported(self, name: Value, at: Location) -> Value:
        shown = show(name, 400)
        self.assembly.imports.setdefault(shown, name)
        return Unknown(f"no stack here exports {shown}", f"export {shown}", at, name.assumed)


class _Assembly:
    def __init__(self) -> None:
        self.graph = Graph()
        self.readers: dict[str, StackReader] = {}
        self.imports: dict[str, Value] = {}
        self.budget = Budget()
        self._opening: set[str] = set()
        # Nested stacks that may not exist, with the condition and the assumption that this hangs on.
        self._exists: dict[str, tuple[Truth, str | None, str | None]] = {}
        self._hops = 0

    def read(self, stacks: Sequence[StackInput]) -> Graph:
        for source in stacks:
            self._open(source, source.key, None, given_values(source.parameters), source.location)
        for reader in list(self.readers.values()):
            self._read_resources(reader)
        for reader in self.readers.values():
            around = self._exists.get(reader.key, (Truth.YES, None, None))[0]
            for output in reader.outputs():
                output.exists &= around
                self.graph.outputs.append(output)
        self._resolve_imports()
        uses: dict[str, Mapping[str, Location]] = {}
        assumed: dict[str, None] = {}
        for reader in self.readers.values():
            self.graph.problems.extend(dict.fromkeys(reader.problems))
            self.graph.undecided_resources.extend(reader.undecided)
            self.graph.rewritten = self.graph.rewritten or reader.rewritten
            assumed.update(reader.parameters.defaults)
            uses.update(reader.uses)
        self.graph.assumptions.extend(assumed)
        self.graph.problems.extend(circular_dependencies(uses))
        mark_emptied(self.graph.resources.values())
        return self.graph

    def _open(
        self, source: StackInput, key: str, parent: str | None, given: Mapping[str, Value], at: Location | None
    ) -> StackReader:
        """Makes the reader of a stack and of the stacks nested in it."""
        if len(self.readers) >= MAX_STACKS:
            raise InputError(f"there are more than {MAX_STACKS} stacks", file=source.file, hint="Assess them in parts")
        if key in self.readers:
            raise InputError(f"two stacks have the key {key}", file=source.file)
        reader = self.readers[key] = StackReader(source, key, given, _Links(self, key))
        self._check_parameters(reader, parent)
        where = at or reader.template.at
        environment = reader.environment
        self.graph.stacks[key] = Stack(
            key=key,
            name=environment.pseudo("AWS::StackName", where) or Unknown("the name is not stated"),
            region=environment.pseudo("AWS::Region", where) or Unknown("the region is not stated"),
            account=environment.pseudo("AWS::AccountId", where) or Unknown("the account is not stated"),
            location=where,
            parent=parent,
            document=source.file,
            tags={name: Known(text, where) for name, text in source.tags.items()},
            termination_protection=source.termination_protection,
            settings=reader.settings(),
        )
        nested = {name: node for name, (node, _, _) in reader.nodes.items() if node["Type"] == NESTED}
        for logical_id in providers_first(nested):
            self._nested(reader, logical_id)
        self._add_makers(reader)
        return reader

    def _add_makers(self, reader: StackReader) -> None:
        """Names the resources behind which there are others that cannot be seen."""
        for logical_id, (node, at, _) in reader.nodes.items():
            kind = str(node["Type"])
            if not kind.endswith("::MODULE") and kind not in _DEPLOYERS:
                continue
            if reader.evaluator.existence(node.get("Condition"), at)[0] is not Truth.NO:
                message = f"{logical_id} ({kind[:80]}) makes resources at deployment that are not known here"
                reader.undecided.append(Problem("note", message, at))

    def _check_parameters(self, reader: StackReader, parent: str | None) -> None:
        """A value that the user passes has to fit; one that a parent stack passes is the project's own fault."""
        for message, at in reader.parameters.faults:
            if parent is None:
                raise InputError(
                    message,
                    file=at.file or None,
                    line=at.line or None,
                    column=at.column or None,
                    hint="Pass another value, or change the parameter",
                )
            self.graph.problems.append(Problem("error", f"{message} (passed to the nested stack {reader.key})", at))

    def _nested(self, parent: StackReader, logical_id: str) -> StackReader | None:
        """The reader of a nested stack, opened when it is first asked for."""
        key = f"{parent.key}/{logical_id}" if parent.key else logical_id
        known = self.readers.get(key)
        if known is not None or key in self._opening:
            return known
        node, at, placed = parent.nodes[logical_id]
        self._exists[key] = self._existence(parent, node, at)
        source = parent.source.nested.get(logical_id)
        if source is None or self._hops >= MAX_HOPS:
            reason = "is not at hand" if source is None else f"stands {MAX_HOPS} stacks deep"
            message = f"the template of the nested stack {logical_id} {reason}, so its resources are not known"
            missing = Problem("note", message, at)
            if missing not in parent.undecided and self._exists[key][0] is not Truth.NO:
                parent.undecided.append(missing)
            return None
        self._opening.add(key)
        self._hops += 1
        try:
            given = self._passed(parent, node, at)
            parents = (placed.parents if placed else parent.source.parents) + (Parent("nested stack", logical_id, at),)
            child = _inheriting(source, parent.source, parents)
            return self._open(child, key, parent.key, given, at)
        finally:
            self._hops -= 1
            self._opening.discard(key)

    def _existence(
        self, parent: StackReader, node: dict[str, object], at: Location
    ) -> tuple[Truth, str | None, str | None]:
        """Whether a nested stack exists: by its own condition and by those of the stacks around it."""
        around = self._exists.get(parent.key, (Truth.YES, None, None))
        exists, condition, assumed = parent.evaluator.existence(node.get("Condition"), at)
        named = parent.evaluator.prefix + condition if condition is not None else None
        return around[0] & exists, named or around[1], assumed or around[2]

    def _passed(self, parent: StackReader, node: dict[str, object], at: Location) -> dict[str, Value]:
        """The parameters that a parent passes to a nested stack."""
        properties = node.get("Properties")
        written = properties.get("Parameters") if isinstance(properties, dict) else None
        evaluator = parent.evaluator
        exists, condition, _ = evaluator.existence(node.get("Condition"), at)
        outside, evaluator.world = evaluator.world, evaluator.held_for(exists, condition)
        try:
            where = place(properties, "Parameters", at)
            value = evaluator.value(written, where) if written is not None else MapValue({})
        finally:
            evaluator.world = outside
        if not isinstance(value, MapValue):
            return {}
        return {name: item for name, item in value.entries.items() if not isinstance(item, Absent)}

    def nested_output(self, key: str, logical_id: str, output: str, at: Location) -> Value | None:
        parent = self.readers.get(key)
        if parent is None or logical_id not in parent.nodes or parent.nodes[logical_id][0]["Type"] != NESTED:
            return None
        child = self._nested(parent, logical_id)
        if child is None or self._hops >= MAX_HOPS:
            return None
        self._hops += 1
        try:
            found = child.output(output)
        finally:
            self._hops -= 1
        if found is None or found.exists is not Truth.YES:
            return None
        return moved(found.value, at)

    def _read_resources(self, reader: StackReader) -> None:
        resources = self.graph.resources
        around, condition, assumed = self._exists.get(reader.key, (Truth.YES, None, None))
        for resource in reader.resources():
            resource.exists &= around
            resource.condition = resource.condition or (condition if around is Truth.UNDECIDED else None)
            resource.assumed = resource.assumed or assumed
            first = resources.get(resource.address)
            if first is not None:
                resource.address = f"{resource.address} ({reader.key or resource.logical_id})"
                self.graph.problems.append(
                    Problem("error", f"two resources have the address {first.address}", resource.location)
                )
            resources[resource.address] = resource

    def _resolve_imports(self) -> None:
        """Puts the exported values where the import of an export stands that one of the stacks has."""
        exports, ambiguous = self._exports()
        if not self.imports:
            return
        found: dict[str, Value] = {}
        for shown, name in self.imports.items():
            output = exports.get(name)
            if name in ambiguous:
                reason = f"several stacks export {shown}, and which is meant hangs on where they are deployed"
                found[f"export {shown}"] = Unknown(reason)
            elif output is not None:
                found[f"export {shown}"] = output.value
        resolved = _Imports(found)
        for resource in self.graph.resources.values():
            properties = resolved.within(resource.properties)
            if isinstance(properties, MapValue):
                resource.properties = properties
            resource.attributes = {key: resolved.within(value) for key, value in resource.attributes.items()}
        for output in self.graph.outputs:
            output.value = resolved.within(output.value)

    def _exports(self) -> tuple[dict[Value, Output], set[Value]]:
        """The outputs by their exported names, and the names that several stacks export with different values."""
        exports: dict[Value, Output] = {}
        ambiguous: set[Value] = set()
        for output in self.graph.outputs:
            if output.export is None or output.exists is Truth.NO:
                continue
            first = exports.setdefault(output.export, output)
            if first is not output and first.value != output.value:
                ambiguous.add(output.export)
            if first is not output and string(output.export) is not None:
                one, other = self.graph.stacks[first.stack], self.graph.stacks[output.stack]
                if one.region == other.region and one.account == other.account:
                    # Without a known place the two may be meant for different ones.
                    level = "error" if isinstance(one.region, Known) else "note"
                    message = f"the export {show(output.export)} is made twice, first by {first.at}"
                    self.graph.problems.append(Problem(level, message, output.at))
        return exports, ambiguous


class _Imports:
    """Replaces imports by what is exported, also where one export leads to another."""

    def __init__(self, found: Mapping[str, Value]) -> None:
        self.found = found
        self._done: dict[str, Value] = {}
        self._pending: set[str] = set()

    def within(self, value: Value) -> Value:
        if not any(isinstance(inner, Unknown) and inner.symbol in self.found for inner in _leaves(value)):
            return value
        return rewrite(value, self._replaced)

    def _replaced(self, value: Value) -> Value:
        symbol = value.symbol if isinstance(value, Unknown) else None
        if symbol is None or symbol not in self.found:
            return value
        if symbol not in self._done:
            if symbol in self._pending or len(self._pending) >= MAX_HOPS:
                return value
            self._pending.add(symbol)
            self._done[symbol] = self.within(self.found[symbol])
            self._pending.discard(symbol)
        return moved(self._done[symbol], value.at)


def _leaves(value: Value) -> list[Value]:
    return [inner for _, inner in walk(value)]


def _inheriting(source: StackInput, parent: StackInput, parents: tuple[Parent, ...]) -> StackInput:
    """A nested stack with what it takes from its parent: region, account, the chain of parents."""
    return StackInput(
        key="",
        document=source.document,
        file=source.file,
        name=source.name,
        region=source.region or parent.region,
        account=source.account or parent.account,
        placement=source.placement,
        nested=source.nested,
        parameters=source.parameters,
        location=source.location,
        parents=parents,
        tags=source.tags or parent.tags,
        termination_protection=parent.termination_protection,
    )
