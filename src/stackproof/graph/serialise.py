"""The graph as JSON: the same bytes for the same graph, secrets masked.

A value is plain JSON where it is known. What is not has a marker: `{"$ref": address, "attribute": name}`,
`{"$text": [parts]}`, `{"$if": condition, "then": value, "else": value}`, `{"$unknown": reason, "symbol": name}`,
`{"$sensitive": true}`, `{"$absent": true}` inside a list, and `{"$partial": ...}` around a list or map of which only a
part is known. A key of the user's that begins with `$` has another `$` in front.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from stackproof.graph.location import Location
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
)

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph, Output, Problem, Stack
    from stackproof.graph.resource import Resource

SCHEMA = "stackproof/graph/1"

Json = dict[str, Any]


def to_json(graph: Graph) -> str:
    """The graph as indented JSON with a final newline; equal graphs give equal bytes."""
    return json.dumps(to_data(graph), indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def to_data(graph: Graph) -> Json:
    """The graph as JSON data: resources by address, stacks by key, outputs and edges in order."""
    edges = sorted({(edge.source, ".".join(edge.path), edge.target, edge.attribute) for edge in graph.edges})
    return {
        "schema": SCHEMA,
        "resources": [_resource(graph.resources[address]) for address in sorted(graph.resources)],
        "stacks": [_stack(graph.stacks[key]) for key in sorted(graph.stacks)],
        "outputs": [_output(one) for one in sorted(graph.outputs, key=lambda one: (one.stack, one.name))],
        "edges": [
            {"source": source, "path": path, "target": target, "attribute": attribute}
            for source, path, target, attribute in edges
        ],
        "unmapped": dict(sorted(graph.unmapped.items())),
        "undecided_resources": [_problem(one) for one in graph.undecided_resources],
        "problems": [_problem(one) for one in graph.problems],
        "assumptions": list(graph.assumptions),
    }


def value_data(value: Value) -> Any:  # noqa: ANN401 - JSON has no type of its own
    """A value as JSON data, with the markers above."""
    if isinstance(value, Known):
        data = value.data
        # JSON has no infinity and no "not a number".
        finite = not isinstance(data, float) or data - data == 0
        return data if finite else str(data)
    if isinstance(value, MapValue):
        entries = {_key(key): value_data(item) for key, item in value.entries.items() if not isinstance(item, Absent)}
        return entries if value.complete else {"$partial": entries}
    if isinstance(value, ListValue):
        items = [value_data(item) for item in value.items]
        return items if value.complete else {"$partial": items}
    return _open(value)


def _open(value: Value) -> Json:
    if isinstance(value, Reference):
        return {"$ref": value.target, "attribute": value.attribute} if value.attribute else {"$ref": value.target}
    if isinstance(value, Text):
        return {"$text": [part if isinstance(part, str) else value_data(part) for part in value.parts]}
    if isinstance(value, Conditional):
        return {"$if": value.condition, "then": value_data(value.then), "else": value_data(value.otherwise)}
    if isinstance(value, Unknown):
        return {"$unknown": value.reason, "symbol": value.symbol} if value.symbol else {"$unknown": value.reason}
    return {"$sensitive": True} if isinstance(value, Sensitive) else {"$absent": True}


def _key(key: str) -> str:
    return f"${key}" if key.startswith("$") else key


def _place(at: Location | None) -> Json | None:
    if at is None or not at.file:
        return None
    return {"file": at.file, "line": at.line, "column": at.column}


def _resource(resource: Resource) -> Json:
    life = resource.lifecycle
    return {
        "address": resource.address,
        "type": resource.type,
        "native_type": resource.native_type or resource.type,
        "logical_id": resource.logical_id,
        "stack": resource.stack,
        "region": value_data(resource.region),
        "account": value_data(resource.account),
        "exists": resource.exists.value,
        "condition": resource.condition,
        "location": _place(resource.location),
        "document": _place(resource.document),
        "parents": [{"kind": one.kind, "name": one.name, "location": _place(one.at)} for one in resource.parents],
        "depends_on": list(resource.depends_on),
        "framework": resource.framework,
        "lifecycle": {
            "on_delete": life.on_delete,
            "empties_on_delete": life.empties_on_delete.value,
            "protected": life.protected.value,
        },
        "properties": value_data(resource.properties),
        "attributes": {_key(name): value_data(value) for name, value in sorted(resource.attributes.items())},
        "assumed": resource.assumed,
    }


def _stack(stack: Stack) -> Json:
    return {
        "key": stack.key,
        "name": value_data(stack.name),
        "region": value_data(stack.region),
        "account": value_data(stack.account),
        "location": _place(stack.location),
        "parent": stack.parent,
        "document": stack.document,
        "tags": {key: value_data(value) for key, value in sorted(stack.tags.items())},
        "termination_protection": stack.termination_protection.value,
        "settings": {_key(name): value_data(value) for name, value in sorted(stack.settings.items())},
    }


def _output(output: Output) -> Json:
    return {
        "name": output.name,
        "stack": output.stack,
        "value": value_data(output.value),
        "export": None if output.export is None else value_data(output.export),
        "exists": output.exists.value,
        "description": output.description,
        "location": _place(output.at),
    }


def _problem(problem: Problem) -> Json:
    return {"level": problem.level, "message": problem.message, "location": _place(problem.at)}
