"""One stack: its template evaluated into resources and outputs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.graph import Output, Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.resource import Parent, Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import MapValue, Unknown, Value
from stackproof.synthesis.cloudformation.document import entries, items, place
from stackproof.synthesis.cloudformation.environment import Environment, Parameters
from stackproof.synthesis.cloudformation.evaluate import Evaluator
from stackproof.synthesis.cloudformation.expand import expanded
from stackproof.synthesis.cloudformation.lifecycle import lifecycle
from stackproof.synthesis.cloudformation.template import Template

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.synthesis.cloudformation.evaluate import Links

NESTED = "AWS::CloudFormation::Stack"

_READ_APART = frozenset(("Type", "Properties", "Condition", "DependsOn", "DeletionPolicy"))


class Placement(NamedTuple):
    """Where a framework says that a resource comes from.

    Attributes:
        location: the line of the user's source; every value of the resource is placed there.
        parents: outermost first.
        address: unique in the graph; None: made of stack and logical id.
        framework: made by the framework itself, not by a line of the user's.
    """

    location: Location
    parents: tuple[Parent, ...] = ()
    address: str | None = None
    framework: bool = False


@dataclass(slots=True)
class StackInput:
    """A stack to be read.

    Attributes:
        key: unique among the stacks; empty for the only root. Keys of nested stacks are made by `assemble`.
        document: a loaded document (values have places) or plain JSON data (values stand where `placement` says).
        file: name of the template, for `Stack.document` and for messages.
        name, region, account: as far as they are known.
        placement: asked for each resource by logical id and resource node; None as answer, or no function: the place
            in the document, the address made of key and logical id.
        nested: inputs of nested stacks by the logical id of their resource.
        parameters: values that are passed to the stack, by parameter.
        location: where the stack was written; the document by default.
        parents: of every resource without a placement.
    """

    key: str
    document: dict[str, object]
    file: str = ""
    name: str | None = None
    region: str | None = None
    account: str | None = None
    placement: Callable[[str, dict[str, object]], Placement | None] | None = None
    nested: Mapping[str, StackInput] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    location: Location | None = None
    parents: tuple[Parent, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    termination_protection: Truth = Truth.NO


class StackReader:
    """Evaluates one stack; outputs on demand, since other stacks ask for them.

    Args:
        source: the stack.
        key: its key in the graph.
        given: values of its parameters.
        links: how it reaches other stacks.
    """

    def __init__(self, source: StackInput, key: str, given: Mapping[str, Value], links: Links) -> None:
        self.source = source
        self.key = key
        at = getattr(source.document, "at", None) or source.location or Location(source.file)
        template = Template(source.document, source.file, at)
        self.environment = Environment(key, source.name, source.region, source.account)
        self.parameters = Parameters(template, given, key)
        expansion = expanded(template, self.parameters, self.environment)
        self.template = expansion.template
        self.undecided = expansion.undecided
        self.rewritten = expansion.rewritten
        self._expansion_assumed = expansion.assumed
        self.nodes: dict[str, tuple[dict[str, object], Location, Placement | None]] = {}
        self.addresses: dict[str, str] = {}
        self._index()
        self.evaluator = Evaluator(self.template, self.parameters, self.environment, self.addresses, links)
        self.evaluator.prefix = f"{key}/" if key else ""
        self.evaluator.aliases = expansion.aliases
        self.evaluator.made_elsewhere = expansion.made_elsewhere
        self.uses: dict[str, dict[str, Location]] = {}
        self._outputs: dict[str, Output] = {}
        self._pending: set[str] = set()

    def _index(self) -> None:
        prefix = f"{self.key}/" if self.key else ""
        ask = self.source.placement
        for name, node, at in self.template.declarations("Resources", "resource"):
            if "Fn::Transform" in node and not isinstance(node.get("Type"), str):
                self.undecided.append(Problem("note", f"a macro makes the resource {name[:80]} at deployment", at))
                self.addresses[name] = prefix + name
                continue
            if isinstance(kind := node.get("Type"), Unknown):
                self.undecided.append(Problem("note", f"the type of {name[:80]} is not known: {kind.reason}", at))
                self.addresses[name] = prefix + name
                continue
            if not isinstance(kind, str):
                self.undecided.append(Problem("error", f"the resource {name[:80]} has no type", at))
                self.addresses[name] = prefix + name
                continue
            placed = ask(name, node) if ask is not None else None
            self.nodes[name] = (node, placed.location if placed else at, placed)
            self.addresses[name] = (placed.address if placed else None) or prefix + name

    @property
    def problems(self) -> list[Problem]:
        """What was found wrong with the template."""
        return [*self.template.problems, *self.evaluator.problems]

    def resources(self) -> list[Resource]:
        """The resources of the stack in the order of the template."""
        return [self._resource(name, *found) for name, found in self.nodes.items()]

    def settings(self) -> dict[str, Value]:
        """What the template says of itself, for whoever reads it: its Metadata, where it has some."""
        told = self.template.section("Metadata")
        return {"Metadata": self.evaluator.value(told, self.template.section_at("Metadata"))} if told else {}

    def _resource(self, name: str, node: dict[str, object], at: Location, placed: Placement | None) -> Resource:
        evaluator = self.evaluator
        kind = str(node["Type"])
        exists, condition, assumed = evaluator.existence(node.get("Condition"), place(node, "Condition", at))
        uses = evaluator.uses = {}
        evaluator.world = evaluator.held_for(exists, condition)
        try:
            properties = self._properties(name, node, at)
            life = lifecycle(evaluator, kind, node, properties, at)
            if "Fn::Transform" in node:
                # The macro gives back the whole resource, and may add to it what is not written here.
                properties = MapValue(properties.entries, properties.at, properties.assumed, complete=False)
                life = replace(life, on_delete="unknown")
            attributes = {
                key: evaluator.value(item, where) for key, item, where in entries(node, at) if key not in _READ_APART
            }
            depends_on = self._depends_on(node, at)
        finally:
            evaluator.world = evaluator.conditions.base
            # What outputs refer to is no dependency of a resource.
            evaluator.uses = {}
        address = self.addresses[name]
        # A serverless type that was not expanded stands for several resources, which need not wait for one another.
        if exists is Truth.YES and not kind.startswith("AWS::Serverless::"):
            self.uses[address] = uses
        environment = self.environment
        return Resource(
            address=address,
            type=kind,
            properties=properties,
            location=at,
            stack=self.key,
            logical_id=name,
            exists=exists,
            condition=evaluator.prefix + condition if condition is not None else None,
            region=environment.pseudo("AWS::Region", at) or Unknown("the region is not stated", "AWS::Region"),
            account=environment.pseudo("AWS::AccountId", at) or Unknown("the account is not stated", "AWS::AccountId"),
            lifecycle=life,
            parents=placed.parents if placed else self.source.parents,
            depends_on=depends_on,
            native_type=kind,
            document=Location(self.source.file) if placed else None,
            framework=placed.framework if placed else False,
            attributes=attributes,
            assumed=assumed or self._expansion_assumed.get(name),
        )

    def _properties(self, name: str, node: dict[str, object], at: Location) -> MapValue:
        written = node.get("Properties")
        if written is None:
            return MapValue({}, at)
        value = self.evaluator.value(written, place(node, "Properties", at))
        if isinstance(value, MapValue):
            return value
        if not isinstance(value, Unknown):
            self.evaluator.fault(f"the properties of {name[:80]} are not a mapping", place(node, "Properties", at))
        return MapValue({}, at, complete=False)

    def _depends_on(self, node: dict[str, object], at: Location) -> tuple[str, ...]:
        written = node.get("DependsOn")
        if written is None or isinstance(written, Unknown):
            return ()
        where = place(node, "DependsOn", at)
        found = []
        for target, spot in items(written, where) if isinstance(written, list) else [(written, where)]:
            address = self.addresses.get(target) if isinstance(target, str) else None
            if address is None:
                self.evaluator.fault(f"DependsOn names {str(target)[:80]}, which is no resource of the template", spot)
            else:
                self.evaluator.uses.setdefault(address, spot)
                found.append(address)
        return tuple(found)

    def outputs(self) -> list[Output]:
        """The outputs of the stack in the order of the template."""
        names = [name for name, _, _ in self.template.declarations("Outputs", "output")]
        return [output for name in names if (output := self.output(name)) is not None]

    def output(self, name: str) -> Output | None:
        """An output by name; None when there is none, or while it is being evaluated itself."""
        known = self._outputs.get(name)
        if known is not None or name in self._pending:
            return known
        section = self.template.section("Outputs")
        node = section.get(name)
        if not isinstance(node, dict):
            return None
        self._pending.add(name)
        at = self.source.location or NOWHERE if self.source.placement else NOWHERE
        at = place(section, name, at)
        made = self._outputs[name] = self._output(name, node, at)
        self._pending.discard(name)
        return made

    def _output(self, name: str, node: dict[str, object], at: Location) -> Output:
        evaluator = self.evaluator
        exists, condition, _ = evaluator.existence(node.get("Condition"), place(node, "Condition", at))
        outside, evaluator.world = evaluator.world, evaluator.held_for(exists, condition)
        try:
            value: Value = Unknown(f"the output {name} has no value", None, at)
            if "Value" in node:
                value = evaluator.value(node["Value"], place(node, "Value", at))
            else:
                evaluator.fault(f"the output {name[:80]} has no value", at)
            export = None
            exported = node.get("Export")
            if isinstance(exported, dict) and "Name" in exported:
                export = evaluator.value(exported["Name"], place(exported, "Name", place(node, "Export", at)))
        finally:
            evaluator.world = outside
        described = node.get("Description")
        return Output(name, self.key, value, at, export, exists, described if isinstance(described, str) else "")
