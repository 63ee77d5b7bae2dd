"""Pulumi's types, properties and attributes of AWS in Terraform's words.

Pulumi's provider of AWS is generated from Terraform's. Rules lead most names back (`pulumi_rules`); what they do not
reach stands in `pulumi.json`, which `scripts/extract_pulumi.py` derives. The provider `aws-native` is
generated from CloudFormation's schemas instead: its types and properties become CloudFormation's at once.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stackproof.facts.properties import shape_of
from stackproof.facts.types import known_types
from stackproof.graph.values import Conditional, ListValue, MapValue, Sensitive, Value
from stackproof.vocabulary.json_text import Encoded
from stackproof.vocabulary.pulumi_rules import snake, type_by_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.facts.properties import Shape
    from stackproof.graph.location import Location

_TOKEN = re.compile(r"[\w-]+:[\w/.-]*:\w+")
_NATIVE = "aws-native"
# Other providers that are generated from Terraform's, with what their types begin with.
_BRIDGED = {"random": "", "tls": "tls_", "archive": "archive_", "time": "time_", "null": "null_", "local": "local_"}
# Kept by Pulumi for itself, or computed by the provider.
_LEFT_OUT = frozenset({"tagsAll", "__defaults", "__provider"})
_STEP = re.compile(r"[^.\[\]\"']+")
# A policy is told by this, whatever the property is called.
_STATEMENT = "Statement"


@lru_cache(maxsize=1)
def extract() -> dict[str, Any]:
    """What no rule reaches, with where it was read (`provenance`)."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("pulumi.json").read_bytes())
    return found


def terraform_type(token: str) -> str:
    """The type of a resource: Terraform's, CloudFormation's for aws-native, and the token itself where neither has it.

    `aws:s3/bucket:Bucket` is `aws_s3_bucket`, `aws-native:s3:Bucket` is `AWS::S3::Bucket`.
    """
    return _type(token, "types", "prefixes")


def data_type(token: str) -> str:
    """The type of what a function looks up: `aws:ec2/getVpc:getVpc` is `aws_vpc`."""
    return _type(token, "data_types", "data_prefixes")


@lru_cache(maxsize=4096)
def _type(token: str, own: str, prefixes: str) -> str:
    if not _TOKEN.fullmatch(token):
        return token
    package, module, name = token.split(":")
    if package == "aws" and module:
        table = extract()
        found: str | None = table[own].get(token)
        # `aws.getRegion` and its like belong to no service.
        starts = {"index": "aws_", **table[prefixes]}
        return found if found is not None else type_by_rule(token, starts)
    if package == _NATIVE:
        return _native_types().get(f"{module}::{name}".lower(), token)
    if package in _BRIDGED and module.startswith("index"):
        return _BRIDGED[package] + snake(name).removeprefix("get_")
    return token


@lru_cache(maxsize=1)
def _native_types() -> dict[str, str]:
    return {name.removeprefix("AWS::").lower(): name for name in known_types() if name.startswith("AWS::")}


def attribute(token: str, name: str, *, is_call: bool = False) -> str:
    """An output as Terraform writes it: `dnsName` is `dns_name`, `vpcConfig.vpcId` is `vpc_config.0.vpc_id`."""
    if token.startswith(f"{_NATIVE}:"):
        return ".".join(step[:1].upper() + step[1:] for step in name.split("."))
    words = _words(token, is_call)
    steps = name.split(".")
    found: list[str] = []
    for depth, step in enumerate(steps):
        if step.isdigit():
            found.append(step)
            continue
        above = [one for one in steps[:depth] if not one.isdigit()]
        found.append(words.name([*above, step]))
        last = depth + 1 == len(steps)
        if not last and not steps[depth + 1].isdigit() and not is_call:
            found.append("0")
    return ".".join(found)


def path(token: str, written: str) -> str:
    """A path of properties, as `ignoreChanges` has them: `ebsBlockDevices[0].volumeSize`."""
    words = _words(token, is_call=False)
    steps: list[str] = []
    found: list[str] = []
    for step in _STEP.findall(written):
        if step.isdigit() or step == "*":
            found.append(step)
            continue
        steps.append(step)
        found.append(words.name(steps))
    return ".".join(found)


def arguments(token: str, values: Mapping[str, Value], at: Location, *, is_call: bool = False) -> MapValue:
    """What a program gave, under the names of the type that `terraform_type` or `data_type` tells.

    Keys of maps that are the user's own (tags, variables) stay as they are. A policy given as an object becomes an
    Encoded.
    """
    kept = {name: value for name, value in values.items() if name not in _LEFT_OUT}
    if token.startswith(f"{_NATIVE}:"):
        shape = shape_of(terraform_type(token))
        return MapValue(
            {_native_name(name, shape): _native(value, _below(shape, name)) for name, value in kept.items()}, at
        )
    words = _words(token, is_call)
    if not words.bridged:
        return MapValue(kept, at)
    return MapValue({words.name([name]): words.value([name], value) for name, value in kept.items()}, at)


@lru_cache(maxsize=4096)
def _words(token: str, is_call: bool) -> _Words:
    kind = f"data.{data_type(token)}" if is_call else terraform_type(token)
    table = extract()
    package = token.partition(":")[0]
    bridged = package == "aws" or package in _BRIDGED
    if package != "aws":
        return _Words({}, {}, {}, frozenset(), frozenset(), bridged)
    return _Words(
        table["names"],
        table["own_names"].get(kind, {}),
        table["own_shapes"].get(kind, {}),
        frozenset(table["maps"]),
        frozenset(table["policies"]),
        bridged,
    )


class _Words:
    """The words of one type.

    Args:
        names: Terraform's name for a property, whatever the type; `own`, by path, for this one.
        shapes: by path, whether a property is a map of the user's or an object, where its name does not tell.
        maps, policies: names of properties that are.
        bridged: whether the provider is generated from Terraform's.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        own: Mapping[str, str],
        shapes: Mapping[str, str],
        maps: frozenset[str],
        policies: frozenset[str],
        bridged: bool,
    ) -> None:
        self._names = names
        self._own = own
        self._shapes = shapes
        self._maps = maps
        self._policies = policies
        self.bridged = bridged

    def name(self, steps: list[str]) -> str:
        """Terraform's name of the last step."""
        found = self._own.get(".".join(steps)) or self._names.get(steps[-1])
        return found if found is not None else snake(steps[-1])

    def value(self, steps: list[str], value: Value) -> Value:
        """A property's value with Terraform's names inside."""
        if isinstance(value, MapValue):
            return self._map(steps, value)
        if isinstance(value, ListValue):
            items = tuple(self._object(steps, item) for item in value.items)
            return ListValue(items, value.at, value.assumed, complete=value.complete)
        if isinstance(value, Sensitive):
            return Sensitive(self.value(steps, value.inner), value.at, value.assumed)
        if isinstance(value, Conditional):
            then, otherwise = self.value(steps, value.then), self.value(steps, value.otherwise)
            return Conditional(value.condition, then, otherwise, value.at, value.assumed)
        return value

    def _map(self, steps: list[str], value: MapValue) -> Value:
        if _STATEMENT in value.entries or steps[-1] in self._policies:
            return Encoded(value, value.at, value.assumed)
        shape = self._shapes.get(".".join(steps))
        if shape == "map" or (shape is None and steps[-1] in self._maps) or value.entries.keys() == {"assets"}:
            return value
        return self._object(steps, value)

    def _object(self, steps: list[str], value: Value) -> Value:
        if not isinstance(value, MapValue):
            return self.value(steps, value)
        entries = {self.name([*steps, key]): self.value([*steps, key], item) for key, item in value.entries.items()}
        return MapValue(entries, value.at, value.assumed, complete=value.complete)


def _native(value: Value, shape: Shape) -> Value:
    """A value of aws-native under CloudFormation's names, as far as the published schema has them."""
    if isinstance(value, MapValue) and isinstance(shape, dict) and "" not in shape:
        entries = {_native_name(key, shape): _native(item, _below(shape, key)) for key, item in value.entries.items()}
        return MapValue(entries, value.at, value.assumed, complete=value.complete)
    if isinstance(value, MapValue) and isinstance(shape, dict):
        entries = {key: _native(item, shape[""]) for key, item in value.entries.items()}
        return MapValue(entries, value.at, value.assumed, complete=value.complete)
    if isinstance(value, ListValue) and isinstance(shape, list):
        items = tuple(_native(item, shape[0] if shape else None) for item in value.items)
        return ListValue(items, value.at, value.assumed, complete=value.complete)
    if isinstance(value, Sensitive):
        return Sensitive(_native(value.inner, shape), value.at, value.assumed)
    return value


def _native_name(name: str, shape: Shape) -> str:
    wanted = name.lower()
    names = shape if isinstance(shape, dict) else {}
    return next((one for one in names if one.lower() == wanted), name[:1].upper() + name[1:])


def _below(shape: Shape, name: str) -> Shape:
    return shape.get(_native_name(name, shape)) if isinstance(shape, dict) else None
