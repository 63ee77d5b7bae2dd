"""Keys that are written twice in one mapping.

YAML forbids them (https://yaml.org/spec/1.2.2/#3213-node-comparison), JSON leaves open what they mean (RFC 8259,
section 4). CloudFormation calls its own behaviour undefined for a section that is there twice
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html) and says nothing of other keys;
linters and the command line refuse them. So where the values differ, nobody knows which one counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.graph.values import Unknown
from stackproof.synthesis.cloudformation.document import MapNode, new_map

if TYPE_CHECKING:
    from collections.abc import Sequence

_HINT = "Remove one of the two; CloudFormation would take only one"
_DECIDING = frozenset(("Conditions", "Globals", "Mappings", "Parameters", "Resources", "Rules"))
"""Sections that decide which resources there are."""

_MAX_SHOWN = 60


class Doubled(NamedTuple):
    """A key that its mapping has already.

    Attributes:
        node: the mapping, which keeps the later value.
        value: the earlier value.
        first: where the key was written first, or the last time before.
        at: where it is written again.
    """

    node: MapNode
    key: str
    value: object
    first: Location
    at: Location

    @property
    def message(self) -> str:
        """What is wrong, in the words of a fault."""
        return f"duplicate key {self.key[:_MAX_SHOWN]}, first written in line {self.first.line}"

    def refused(self) -> InputError:
        """The fault of a document that cannot be read for it."""
        at = self.at
        return InputError(self.message, file=at.file, line=at.line, column=at.column, hint=_HINT)


def settle(found: Sequence[Doubled], root: object) -> None:
    """Puts an unknown wherever two values of a key differ; of two mappings, what they have in common stays.

    Raises:
        InputError: a section is there twice.
    """
    for one in found:
        if one.node is root:
            raise one.refused()
    values: dict[tuple[int, str], list[object]] = {}
    nodes: dict[tuple[int, str], Doubled] = {}
    for one in found:
        nodes[id(one.node), one.key] = one
        values.setdefault((id(one.node), one.key), []).append(one.value)
    for name, one in nodes.items():
        values[name].append(one.node[one.key])
        if any(other != values[name][0] for other in values[name]):
            one.node[one.key] = _unknown(one)
    for name, one in nodes.items():
        if isinstance(one.node[one.key], Unknown) and all(_is_plain_map(other) for other in values[name]):
            merged = values[name][0]
            for other in values[name][1:]:
                merged = _common(merged, other, one)
            one.node[one.key] = merged


def problems(found: Sequence[Doubled], root: MapNode) -> tuple[list[Problem], list[Problem]]:
    """An error for each with a note at its other line; and what of it may decide which resources there are."""
    told: list[Problem] = []
    deciding: list[Problem] = []
    for one in found:
        same = one.value == one.node[one.key]
        meaning = "both times with the same value" if same else "so what it stands for is not known"
        message = (
            f"duplicate key {one.key[:_MAX_SHOWN]}, written in line {one.first.line} and again in line {one.at.line},"
            f" {meaning}. {_HINT}"
        )
        error = Problem("error", message, one.at)
        told += [error, Problem("note", f"{one.key[:_MAX_SHOWN]} is written here and in line {one.at.line}", one.first)]
        if not same and _section(root, one.at) in _DECIDING:
            deciding.append(error)
    return told, deciding


def _section(root: MapNode, at: Location) -> str:
    """The section that a place lies in: they stand one after the other."""
    before = [(place, name) for name, place in root.places.items() if place <= at]
    return max(before)[1] if before else ""


def _unknown(one: Doubled) -> Unknown:
    reason = f"the key {one.key[:_MAX_SHOWN]} is written twice, in line {one.first.line} and in line {one.at.line}"
    return Unknown(reason, None, one.at)


def _is_plain_map(value: object) -> bool:
    """Whether a value is a mapping that is no call of a function."""
    return type(value) is MapNode and not any(key in ("Ref", "Condition") or key.startswith("Fn::") for key in value)


def _common(first: object, again: object, one: Doubled) -> object:
    if not (_is_plain_map(first) and _is_plain_map(again)):
        return first if first == again and not isinstance(first, Unknown) else _unknown(one)
    assert isinstance(first, MapNode)
    assert isinstance(again, MapNode)
    made = new_map(again.at)
    for key in dict.fromkeys((*first, *again)):
        made[key] = _common(first.get(key), again.get(key), one) if key in first and key in again else _unknown(one)
        made.places[key] = again.places.get(key) or first.places[key]
    return made
