"""The graph as CloudFormation: one template for each region and account, nested stacks flattened into it.

References become Ref and Fn::GetAtt, what is not known becomes a pseudo parameter or a parameter, a condition that is
not decided becomes a condition on a parameter. A reference into another template is written out when the name or ARN is
known, and else it is a parameter. What has no type in CloudFormation is left out and listed under Metadata.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stackproof.graph.canonical import canonical
from stackproof.graph.query import string
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
    references,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.graph.graph import Graph, Output
    from stackproof.graph.resource import Resource

Json = dict[str, Any]

_NESTED = "AWS::CloudFormation::Stack"
_NO_VALUE: Json = {"Ref": "AWS::NoValue"}
_PSEUDO = frozenset(
    f"AWS::{name}" for name in ("AccountId", "Partition", "Region", "StackId", "StackName", "URLSuffix")
)
_POLICIES = {"retain": "Retain", "snapshot": "Snapshot"}
_COPIED = ("CreationPolicy", "UpdatePolicy")
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_ID = 255


def to_templates(graph: Graph) -> dict[str, Json]:
    """Templates by region (`us-east-1`; empty where no region is stated), with the account where there are several."""
    groups: dict[tuple[str, str], list[Resource]] = {}
    for resource in graph.resources.values():
        if resource.exists is not Truth.NO and not _is_expanded(resource, graph):
            place = (string(resource.region) or "", string(resource.account) or "")
            groups.setdefault(place, []).append(resource)
    accounts = len({account for _, account in groups}) > 1
    return {
        f"{region} {account}".strip() if accounts else region: _Template(graph, members).build()
        for (region, account), members in groups.items()
    }


def _is_expanded(resource: Resource, graph: Graph) -> bool:
    """Whether a nested stack's own resources are in the graph and stand for it."""
    key = f"{resource.stack}/{resource.logical_id}" if resource.stack else resource.logical_id
    return resource.type == _NESTED and key in graph.stacks


class _Names:
    """Alphanumeric names, each given out once, ignoring case so that they stay apart everywhere."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, *wanted: str) -> str:
        """The first of the wanted names that is free, else the last one with a number."""
        plain = [_NOT_ALPHANUMERIC.sub("", name.title() if " " in name else name)[:_LONGEST_ID] for name in wanted]
        for name in plain:
            if name and name.lower() not in self._taken:
                self._taken.add(name.lower())
                return name
        stem = (plain[-1] or "Unnamed")[: _LONGEST_ID - 6]
        number = 2
        while f"{stem}{number}".lower() in self._taken:
            number += 1
        self._taken.add(f"{stem}{number}".lower())
        return f"{stem}{number}"


class _Template:
    def __init__(self, graph: Graph, members: Iterable[Resource]) -> None:
        self._graph = graph
        found = list(members)
        self._members = [one for one in found if "::" in one.type]
        self._left_out = [one for one in found if "::" not in one.type]
        self._names = _Names()
        self._ids = {
            one.address: self._names.take(one.logical_id or one.address, f"{one.stack}{one.logical_id}")
            for one in self._members
        }
        self._parameters: Json = {}
        self._conditions: Json = {}
        self._parameter_of: dict[object, str] = {}
        self._condition_of: dict[str, str] = {}

    def build(self) -> Json:
        resources = {self._ids[one.address]: self._resource(one) for one in self._members}
        outputs = self._outputs()
        template: Json = {"AWSTemplateFormatVersion": "2010-09-09"}
        if self._left_out:
            listed = [{"Address": one.address, "Type": one.type} for one in self._left_out]
            template["Metadata"] = {"Stackproof": {"LeftOut": listed}}
        for section, content in (("Parameters", self._parameters), ("Conditions", self._conditions)):
            if content:
                template[section] = content
        template["Resources"] = resources
        if outputs:
            template["Outputs"] = outputs
        return template

    def _resource(self, resource: Resource) -> Json:
        made: Json = {"Type": resource.type}
        if resource.exists is Truth.UNDECIDED:
            made["Condition"] = self._condition(resource.condition or f"{resource.address} exists")
        depends_on = [self._ids[target] for target in resource.depends_on if target in self._ids]
        if depends_on:
            made["DependsOn"] = depends_on
        policy = _POLICIES.get(resource.lifecycle.on_delete)
        if policy is not None:
            made["DeletionPolicy"] = made["UpdateReplacePolicy"] = policy
        for name in _COPIED:
            if name in resource.attributes:
                made[name] = self._value(resource.attributes[name])
        properties = self._value(resource.properties)
        if properties:
            made["Properties"] = properties
        return made

    def _outputs(self) -> Json:
        """The outputs of stacks that are not nested and that say something of this template's resources."""
        names = _Names()
        made: Json = {}
        for output in self._graph.outputs:
            stack = self._graph.stacks.get(output.stack)
            if output.exists is Truth.NO or (stack is not None and stack.parent is not None):
                continue
            if any(reference.target not in self._ids for _, reference in references(output.value)):
                continue
            if stack is not None and not self._is_here(output):
                continue
            row: Json = {"Value": self._value(output.value)}
            if output.description:
                row["Description"] = output.description[:1024]
            made[names.take(output.name, f"{output.stack}{output.name}")] = row
        return made

    def _is_here(self, output: Output) -> bool:
        stack = self._graph.stacks[output.stack]
        return any(string(one.region) == string(stack.region) for one in self._members)

    def _value(self, value: Value) -> Any:  # noqa: ANN401 - JSON has no type of its own
        if isinstance(value, Known):
            return "" if value.data is None else value.data
        if isinstance(value, MapValue):
            return {
                key: self._value(item)
                for key, item in value.entries.items()
                if not isinstance(item, Absent) and not (isinstance(item, Known) and item.data is None)
            }
        if isinstance(value, ListValue):
            return [self._value(item) for item in value.items if not isinstance(item, Absent)]
        return self._open(value)

    def _open(self, value: Value) -> Any:  # noqa: ANN401 - JSON has no type of its own
        if isinstance(value, Reference):
            return self._reference(value)
        if isinstance(value, Text):
            return {"Fn::Join": ["", [part if isinstance(part, str) else self._value(part) for part in value.parts]]}
        if isinstance(value, Conditional):
            branches = [self._value(value.then), self._value(value.otherwise)]
            return {"Fn::If": [self._condition(value.condition), *branches]}
        if isinstance(value, Unknown):
            if value.symbol in _PSEUDO:
                return {"Ref": value.symbol}
            name = value.symbol or "Unknown"
            return self._parameter(value, name.removeprefix("parameter "), value.reason)
        if isinstance(value, Sensitive):
            made = self._parameter(value, "Secret", "A secret, left out of the template")
            self._parameters[made["Ref"]]["NoEcho"] = True
            return made
        return _NO_VALUE

    def _reference(self, value: Reference) -> Any:  # noqa: ANN401 - JSON has no type of its own
        own = self._ids.get(value.target)
        if own is not None:
            return {"Fn::GetAtt": [own, value.attribute]} if value.attribute else {"Ref": own}
        written = canonical(value, self._graph)
        if written != value and not any(reference.target not in self._ids for _, reference in references(written)):
            return self._value(written)
        name = f"{value.target} {value.attribute}"
        return self._parameter(value, name, f"{value.attribute or 'Identifier'} of {value.target}")

    def _parameter(self, key: Value, name: str, description: str) -> Json:
        found = self._parameter_of.get(key)
        if found is None:
            found = self._parameter_of[key] = self._names.take(name, f"Parameter{name}")
            self._parameters[found] = {"Type": "String", "Description": description[:4000]}
        return {"Ref": found}

    def _condition(self, name: str) -> str:
        found = self._condition_of.get(name)
        if found is None:
            found = self._condition_of[name] = self._names.take(name, f"Condition{name}")
            parameter = self._names.take(f"{found}Holds")
            self._parameters[parameter] = {
                "Type": "String",
                "AllowedValues": ["true", "false"],
                "Description": f"Whether the condition {name} holds"[:4000],
            }
            self._conditions[found] = {"Fn::Equals": [{"Ref": parameter}, "true"]}
        return found
