"""A plan in JSON to a native graph: what Terraform itself computed, with the places of the code beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stackproof.graph.graph import Output, Problem, Stack
from stackproof.graph.location import Location
from stackproof.graph.query import get
from stackproof.graph.resource import Parent
from stackproof.graph.values import Absent, Known, ListValue, MapValue, Sensitive, Unknown, Value, moved
from stackproof.synthesis.terraform.lift import from_data
from stackproof.synthesis.terraform.plan_document import expressions_of
from stackproof.synthesis.terraform.plan_references import UNKNOWN, PlanReferences, constant
from stackproof.vocabulary.native import NativeGraph, NativeResource

if TYPE_CHECKING:
    from stackproof.synthesis.terraform.plan_document import PlanDocument, PlannedResource

_COMPUTED = frozenset({"id", "arn", "tags_all"})


def read_plan(document: PlanDocument, code: NativeGraph | None, region: str | None = None) -> NativeGraph:
    """The graph of a plan.

    Args:
        document: the plan.
        code: the graph of the code beside the plan, where there is any: it gives places, lifecycle, and what values
            that are not known yet refer to.
        region: where providers that state no region deploy to.
    """
    return _Plan(document, code or NativeGraph(), region).graph()


class _Plan:
    def __init__(self, document: PlanDocument, code: NativeGraph, region: str | None) -> None:
        self.document = document
        self.code = code
        self.region = region
        self.resources = document.resources()
        self.references = PlanReferences(document, [one.address for one in self.resources])
        self.variables = document.variables()

    def graph(self) -> NativeGraph:
        graph = NativeGraph()
        for planned in self.resources:
            graph.resources[planned.address] = self._resource(planned)
        self._reserve(graph)
        stated = self._provider_value("aws", "region")
        known = self.code.stacks.get("")
        graph.stacks[""] = Stack(
            key="",
            name=Unknown("a plan of Terraform's has no name"),
            region=stated or self._other_region(),
            account=known.account if known else Unknown("the account is not stated", "AWS::AccountId"),
            location=known.location if known else Location(self.document.file, 1, 1),
            document=self.document.file,
            settings=dict(known.settings) if known else {},
        )
        planned_values = self.document.root.get("planned_values")
        outputs = planned_values.get("outputs") if isinstance(planned_values, dict) else None
        for name, one in outputs.items() if isinstance(outputs, dict) else ():
            graph.outputs.append(self._output(name, one if isinstance(one, dict) else {}))
        return graph

    def _reserve(self, graph: NativeGraph) -> None:
        """Says where the plan is not whole, since then nothing can be proven to be absent."""
        at = Location(self.document.file, 1, 1)
        if self.document.root.get("errored") is True:
            problem = Problem("error", "Terraform could not finish this plan, so it is not whole", at)
            graph.problems.append(problem)
            graph.undecided_resources.append(problem)
        elif self.document.root.get("complete") is False:
            graph.undecided_resources.append(Problem("note", "the plan leaves changes to a later plan", at))

    def _output(self, name: str, one: dict[str, Any]) -> Output:
        written = next((output for output in self.code.outputs if output.name == name), None)
        at = written.at if written is not None else Location(self.document.file, 1, 1)
        value: Value
        if "value" in one:
            value = from_data(one["value"], at)
        else:
            value = written.value if written is not None else Unknown(UNKNOWN, None, at)
        if one.get("sensitive") is True and not isinstance(value, Sensitive):
            value = Sensitive(value, at)
        return Output(name, "", value, at, description=written.description if written else "")

    def _place(self, planned: PlannedResource) -> tuple[Location, NativeResource | None]:
        """The block in the code beside the plan, and its counterpart there; else the line in the plan."""
        same = self.code.resources.get(planned.address)
        if same is not None:
            return same.location, same
        base = _bare(planned.address)
        for address, resource in self.code.resources.items():
            if _bare(address) == base:
                return resource.location, None
        return Location(self.document.file, self.document.lines.get(planned.address, 0)), None

    def _resource(self, planned: PlannedResource) -> NativeResource:
        at, written = self._place(planned)
        configuration = self.document.configured(planned)
        arguments = self._arguments(planned, expressions_of(configuration), written, at)
        provider = str(configuration.get("provider_config_key", "aws"))
        region = arguments.entries.get("region") if planned.type.startswith("aws_") else None
        if region is None and isinstance(planned.values.get("region"), str) and planned.mode == "managed":
            region = Known(str(planned.values["region"]))
        meta: dict[str, Value] = dict(written.meta) if written is not None else {}
        if planned.actions:
            meta["actions"] = ListValue(tuple([Known(action, at) for action in planned.actions]), at)
        resource = NativeResource(
            address=planned.address,
            type=planned.type,
            arguments=arguments,
            location=at,
            mode="managed" if planned.mode == "managed" else "data",
            logical_id=planned.address.removeprefix(f"{planned.module}.") if planned.module else planned.address,
            region=region or self._provider_value(provider, "region") or self._other_region(),
            default_tags=self._default_tags(planned, at),
            parents=written.parents if written is not None else _parents(planned.module, at),
            document=Location(self.document.file, self.document.lines.get(planned.address, 0)),
            meta=meta,
        )
        if written is not None:
            resource.account, resource.protected = written.account, written.protected
            resource.depends_on = written.depends_on
        return resource

    def _arguments(
        self, planned: PlannedResource, expressions: dict[str, object], written: NativeResource | None, at: Location
    ) -> MapValue:
        """What the configuration sets; without a configuration all that the plan knows."""
        unknown = planned.unknown if isinstance(planned.unknown, dict) else {}
        secrets = planned.sensitive if isinstance(planned.sensitive, dict) else {}
        names = dict.fromkeys(expressions or [name for name in planned.values if name not in _COMPUTED])
        entries: dict[str, Value] = {}
        for name in names:
            beside = written.arguments.entries.get(name) if written is not None else None
            place = beside.at if beside is not None else at
            value = self._merged(
                name, planned.values.get(name), unknown.get(name), expressions.get(name), beside, planned.module, place
            )
            value = _hidden(value, secrets.get(name))
            if isinstance(beside, Sensitive) and not isinstance(value, (Sensitive, Absent)):
                value = Sensitive(value, value.at)
            if not isinstance(value, Absent):
                entries[name] = value
        return MapValue(entries, at)

    def _merged(
        self,
        name: str,
        data: Any,  # noqa: ANN401 - whatever JSON has
        unknown: object,
        expression: object,
        beside: Value | None,
        module: str,
        at: Location,
    ) -> Value:
        if unknown is True:
            # The code tells what it is made of, if it is at hand, and the configuration what it refers to.
            if beside is not None and not isinstance(beside, (Known, Absent)):
                return moved(beside, at)
            return self.references.value(name, expression, module, at)
        if isinstance(data, dict):
            maps = unknown if isinstance(unknown, dict) else {}
            inner = expression if isinstance(expression, dict) and "references" not in expression else {}
            entries: dict[str, Value] = {}
            for key in dict.fromkeys((*data, *maps)):
                part = inner.get(key, expression if "references" in _dict(expression) else None)
                below = get(beside, key) if beside is not None else None
                value = self._merged(key, data.get(key), maps.get(key), part, _there(below), module, at)
                if not isinstance(value, Absent):
                    entries[key] = value
            return MapValue(entries, at)
        if isinstance(data, list):
            lists = unknown if isinstance(unknown, list) else []
            parts = expression if isinstance(expression, list) else []
            items = []
            for number, item in enumerate(data):
                part = parts[number] if number < len(parts) else expression
                below = _there(get(beside, number)) if beside is not None else None
                flag = lists[number] if number < len(lists) else None
                items.append(self._merged(name, item, flag, part, below, module, at))
            return ListValue(tuple([item for item in items if not isinstance(item, Absent)]), at)
        if data is None:
            return Absent(at)
        return from_data(data, at)

    def _provider_value(self, key: str, name: str) -> Value | None:
        expressions = expressions_of(self.document.provider(key))
        return constant(expressions.get(name), self.variables)

    def _other_region(self) -> Value:
        return Known(self.region) if self.region else Unknown("the region is not stated", "AWS::Region")

    def _default_tags(self, planned: PlannedResource, at: Location) -> Value | None:
        tags = planned.values.get("tags_all")
        if not isinstance(tags, dict) or planned.mode != "managed":
            return None
        return from_data(tags, at)


def _dict(data: object) -> dict[str, object]:
    return data if isinstance(data, dict) else {}


def _there(value: Value | None) -> Value | None:
    return None if isinstance(value, Absent) else value


def _hidden(value: Value, secret: object) -> Value:
    """The value with what the plan marks as a secret hidden."""
    if secret is True and not isinstance(value, (Sensitive, Absent)):
        return Sensitive(value, value.at)
    if isinstance(value, MapValue) and isinstance(secret, dict):
        entries = {key: _hidden(item, secret.get(key)) for key, item in value.entries.items()}
        return MapValue(entries, value.at, value.assumed, complete=value.complete)
    if isinstance(value, ListValue) and isinstance(secret, list):
        marks = [*secret, *([None] * len(value.items))]
        items = tuple([_hidden(item, mark) for item, mark in zip(value.items, marks, strict=False)])
        return ListValue(items, value.at, value.assumed, complete=value.complete)
    return value


def _bare(address: str) -> str:
    """An address without the keys of its instances."""
    out: list[str] = []
    depth = 0
    quoted = False
    for character in address:
        if character == '"':
            quoted = not quoted
        elif character == "[" and not quoted:
            depth += 1
        if not depth:
            out.append(character)
        if character == "]" and not quoted:
            depth -= 1
    return "".join(out)


def _parents(module: str, at: Location) -> tuple[Parent, ...]:
    if not module:
        return ()
    names = [part for part in module.split("module.") if part]
    return tuple([Parent("module", name.rstrip("."), at) for name in names])
