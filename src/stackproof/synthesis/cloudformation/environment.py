"""What a stack knows of its deployment: pseudo parameters and parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.values import (
    Conditional,
    Known,
    ListValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    moved,
    scalar_text,
    text,
)
from stackproof.synthesis.cloudformation.document import place

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.synthesis.cloudformation.template import Template

_PARTITIONS = (
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
    ("", "aws", "amazonaws.com"),
)
"""Prefix of the region, partition, DNS suffix: botocore's partitions.json, read on 2026-11-20."""


MAX_ITEMS = 100_000
"""Items in all lists among the parameters of a stack; CloudFormation takes 200 parameters of 4,096 bytes."""


class Environment:
    """The pseudo parameters of one stack; what is not known is Unknown with the pseudo parameter as its symbol."""

    def __init__(self, key: str, name: str | None, region: str | None, account: str | None) -> None:
        self.key = key
        self.region = region
        known = {"AWS::StackName": name, "AWS::Region": region, "AWS::AccountId": account}
        if region:
            _, partition, suffix = next(row for row in _PARTITIONS if region.startswith(row[0]))
            known |= {"AWS::Partition": partition, "AWS::URLSuffix": suffix}
        self._known = known

    def pseudo(self, name: str, at: Location) -> Value | None:
        """The value of a pseudo parameter; None when there is none of that name (AWS::NoValue is none)."""
        data = self._known.get(name)
        if data is not None:
            return Known(data, at)
        what = _PSEUDO.get(name)
        if what is None:
            return None
        # The name and id of a stack are its own; region, account and partition are the deployment's.
        own = self.key and name in ("AWS::StackName", "AWS::StackId", "AWS::NotificationARNs")
        return Unknown(f"{what} is not stated", f"{name} of {self.key}" if own else name, at)


_PSEUDO = {
    "AWS::Region": "the region of the deployment",
    "AWS::AccountId": "the account of the deployment",
    "AWS::Partition": "the region, and so the partition, of the deployment",
    "AWS::URLSuffix": "the region, and so the domain suffix, of the deployment",
    "AWS::StackName": "the name of the stack",
    "AWS::StackId": "the id of the stack",
    "AWS::NotificationARNs": "the list of notification topics of the stack",
}


class Parameters:
    """The parameters of one stack.

    Args:
        template: whose section Parameters is read.
        given: values that were passed, as texts or as values of the parent stack.
        key: of the stack; the parameters of two stacks are two unknowns, although they have one name.

    Attributes:
        defaults: each default that was taken because nothing was passed, in the order in which they were asked for.
        faults: passed texts that break AllowedValues, a length, a range or AllowedPattern, each with the place of the
            parameter.
    """

    def __init__(self, template: Template, given: Mapping[str, Value], key: str = "") -> None:
        self._of = f" of {key}" if key else ""
        self._values: dict[str, Value] = {}
        self._allowed: dict[str, frozenset[str]] = {}
        self._items = 0
        self.faults: list[tuple[str, Location]] = []
        self.defaults: dict[str, None] = {}
        for name, node, at in template.declarations("Parameters", "parameter"):
            allowed = node.get("AllowedValues")
            if isinstance(allowed, list):
                self._allowed[self._symbol(name)] = frozenset(_plain(item) for item in allowed)
            self._values[name] = self._value(name, node, at, given.get(name))

    def _symbol(self, name: str) -> str:
        return f"parameter {name}{self._of}"

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> set[str]:
        """The names of all parameters."""
        return set(self._values)

    def lookup(self, name: str, at: Location) -> Value | None:
        """What `Ref` of a parameter gives, placed where the reference stands; None when there is no such parameter."""
        value = self._values.get(name)
        if value is None:
            return None
        if value.assumed:
            self.defaults[value.assumed] = None
        return moved(value, at)

    def can_be(self, symbol: str, text: str) -> bool:
        """Whether an unknown parameter can have a value, by its AllowedValues."""
        allowed = self._allowed.get(symbol)
        return allowed is None or text in allowed

    def _value(self, name: str, node: dict[str, object], at: Location, passed: Value | None) -> Value:
        kind = str(node.get("Type", "String"))
        default = node.get("Default")
        value: Value
        if passed is not None:
            if isinstance(passed, Known):
                fault = _fault(name, node, scalar_text(passed.data))
                if fault is not None:
                    self.faults.append((fault, at))
            value = passed
        elif isinstance(default, (str, int, float, bool)):
            value = Known(_plain(default), place(node, "Default", at), f"default of parameter {name}")
        else:
            value = Unknown(f"parameter {name} has no value", self._symbol(name), at)
        if kind.startswith("AWS::SSM::Parameter::Value<"):
            value = _from_ssm(name, value, self._symbol(name))
        elif kind == "CommaDelimitedList" or kind.startswith("List<"):
            self._items += scalar_text(value.data).count(",") if isinstance(value, Known) else 0
            if self._items > MAX_ITEMS:
                return Unknown("the lists among the parameters are too long", self._symbol(name), at)
            value = _listed(value, _number if kind == "List<Number>" else _same)
        elif kind == "Number" and isinstance(value, Known):
            value = _number(value)
        hidden = node.get("NoEcho", "false")
        secret = isinstance(hidden, Unknown) or str(hidden).lower() == "true"
        return Sensitive(value, value.at, value.assumed) if secret and not isinstance(value, Sensitive) else value


def _plain(data: object) -> str:
    return scalar_text(data) if isinstance(data, (str, int, float, bool)) else ""


def _same(value: Known) -> Value:
    return value


def _number(value: Known) -> Value:
    written = scalar_text(value.data)
    if written.removeprefix("-").isdecimal() and len(written) <= 30:
        return Known(int(written), value.at, value.assumed)
    return value


def _from_ssm(name: str, value: Value, otherwise: str) -> Value:
    key = scalar_text(value.data) if isinstance(value, Known) else ""
    symbol = f"ssm {key}" if key else otherwise
    return Unknown(f"parameter {name} is read from the parameter store at deployment", symbol, value.at, value.assumed)


def _listed(value: Value, convert: Callable[[Known], Value]) -> Value:
    """The items of a comma-delimited text. A reference in it is one item, since no identifier holds a comma."""
    if isinstance(value, Known):
        texts = [item.strip() for item in scalar_text(value.data).split(",")]
        made = [convert(Known(item, value.at, value.assumed)) for item in texts]
        return ListValue(tuple(made) if texts != [""] else (), value.at, value.assumed)
    if isinstance(value, Reference):
        return ListValue((value,), value.at, value.assumed)
    if isinstance(value, Conditional):
        then, otherwise = _listed(value.then, convert), _listed(value.otherwise, convert)
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, Text):
        return _split_text(value)
    return value


def _split_text(value: Text) -> Value:
    groups: list[list[str | Value]] = [[]]
    for part in value.parts:
        if isinstance(part, str):
            first, *rest = part.split(",")
            groups[-1].append(first)
            groups.extend([piece] for piece in rest)
        else:
            groups[-1].append(part)
    whole = all(isinstance(part, (str, Reference)) for part in value.parts)
    found = tuple(text(group, value.at, value.assumed) for group in groups)
    return ListValue(found, value.at, value.assumed, complete=whole)


def _fault(name: str, node: dict[str, object], text: str) -> str | None:
    """How a passed value breaks what the parameter demands."""
    kind = str(node.get("Type", "String"))
    if kind.startswith("AWS::SSM::"):
        return None
    listed = kind == "CommaDelimitedList" or kind.startswith("List<")
    texts = [item.strip() for item in text.split(",")] if listed else [text]
    allowed = node.get("AllowedValues")
    for one in texts:
        broken = None
        if isinstance(allowed, list) and one not in (known := [_plain(item) for item in allowed]):
            broken = f"is none of its allowed values: {', '.join(known[:10])}"
        elif kind in ("Number", "List<Number>"):
            broken = _number_fault(node, one)
        else:
            broken = _text_fault(node, one)
        if broken:
            shown = "the passed value" if str(node.get("NoEcho", "")).lower() == "true" else f"the value {one[:60]!r}"
            return f"{shown} of parameter {name} {broken}"
    return None


def _number_fault(node: dict[str, object], text: str) -> str | None:
    try:
        number = float(text)
    except ValueError:
        return "is not a number"
    for key, label, over in (("MinValue", "below its minimum", False), ("MaxValue", "above its maximum", True)):
        limit = _limit(node.get(key))
        if limit is not None and (number > limit if over else number < limit):
            return f"is {label} {scalar_text(limit)}"
    return None


def _text_fault(node: dict[str, object], text: str) -> str | None:
    for key, label, over in (("MinLength", "shorter than", False), ("MaxLength", "longer than", True)):
        limit = _limit(node.get(key))
        if limit is not None and (len(text) > limit if over else len(text) < limit):
            return f"is {label} {scalar_text(limit)} characters"
    pattern = node.get("AllowedPattern")
    if isinstance(pattern, str) and len(text) <= 256 and _is_cheap(pattern):
        import re

        try:
            expression = re.compile(pattern)
        except (re.error, OverflowError, RecursionError):
            return None
        if expression.fullmatch(text) is None:
            return f"does not match its pattern {pattern[:60]}"
    return None


def _limit(data: object) -> float | None:
    try:
        return float(data) if isinstance(data, (str, int, float)) else None
    except ValueError:
        return None


def _is_cheap(pattern: str) -> bool:
    """Whether matching a hostile pattern cannot take more than cubic time: no repeated group, three repetitions."""
    if any(mark in pattern for mark in (")*", ")+", "){", "\\1", "(?P=")):
        return False
    return len(pattern) <= 500 and sum(pattern.count(mark) for mark in ("*", "+", "{")) <= 3


def given_values(texts: Mapping[str, str]) -> dict[str, Value]:
    """Passed texts as values without a place in the source."""
    return {name: Known(text, NOWHERE) for name, text in texts.items()}
