"""Follows a path through values in three-valued logic.

It differs from JMESPath on known data in four points, each so that a proof means what it says:
- an element that lacks the field stays in the result as absent, where JMESPath drops it: "every rule has it" must not
  pass because the rules without it were left out;
- scalars are compared as CloudFormation writes them (`900` equals `"900"`), since templates write them either way;
- the text `"false"` is not true in a filter;
- a field can be taken from a text that holds JSON.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from stackproof.contract.json_text import parsed
from stackproof.contract.judgement import Judgement, Leaf
from stackproof.contract.path_syntax import (
    Both,
    Compare,
    Either,
    Entries,
    Field,
    Filter,
    Flatten,
    Index,
    Literal,
    Not,
    Operand,
)
from stackproof.graph.query import boolean, decide, equals, is_open, number, same, why
from stackproof.graph.truth import Truth, every, some
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
    from_plain,
    unmasked,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stackproof.contract.path_syntax import Condition, Path, Step


class Tally(NamedTuple):
    """What a test says of all the values that a path leads to.

    Attributes:
        every: whether it says yes of each of them (YES when there are none).
        some: whether it says yes of one of them.
        found: whether there is one at all.
        leaves: what was looked at.
        places: the lists and mappings that were empty or missing on the way, for the message when nothing is found.
    """

    every: Truth
    some: Truth
    found: Truth
    leaves: tuple[Leaf, ...]
    places: tuple[tuple[str, Value], ...] = ()


def follow(path: Path, value: Value, test: Callable[[Value, str], Judgement], here: str = "") -> Tally:
    """Asks `test` of every value that the path leads to; it is given the value and where it stands."""
    return _follow(path.steps, value, here, test)


def _follow(steps: tuple[Step, ...], value: Value, here: str, test: Callable[[Value, str], Judgement]) -> Tally:
    if not steps:
        judgement = test(value, here)
        return Tally(judgement.truth, judgement.truth, Truth.YES, judgement.leaves)
    if isinstance(value, Conditional):
        then, otherwise = _follow(steps, value.then, here, test), _follow(steps, value.otherwise, here, test)
        return _either(value, here, then, otherwise)
    if isinstance(value, Sensitive) and isinstance(value.inner, Conditional):
        inner, at = value.inner, value.at
        parted = Conditional(inner.condition, Sensitive(inner.then, at), Sensitive(inner.otherwise, at), at)
        return _follow(steps, parted, here, test)
    step, rest = steps[0], steps[1:]
    if isinstance(step, Field):
        return _follow(rest, field(value, step.name), _join(here, step.name), test)
    if isinstance(step, Index):
        return _follow(rest, item(value, step.number), f"{here}[{step.number}]", test)
    if isinstance(step, Flatten) and step.deep > 1:
        return _follow(rest, value, here, test)
    if isinstance(step, Flatten) and step.deep == 1 and not _may_be_list(value):
        # What a projection gave and is no list stays as it is; what it did not give stays missing.
        return _follow(rest, value, here, test)
    return _project(step, rest, value, here, test)


def _project(
    step: Step, rest: tuple[Step, ...], value: Value, here: str, test: Callable[[Value, str], Judgement]
) -> Tally:
    inner = parsed(unmasked(value))
    if is_open(inner):
        return _open(value, here)
    if isinstance(step, Entries):
        if not isinstance(inner, MapValue):
            return _none(value, here)
        named = [(_join(here, key), _masked(one, value)) for key, one in inner.entries.items()]
        return _gather([_each(step, rest, one, place, test) for place, one in named], inner, inner.complete, here)
    if not isinstance(inner, ListValue):
        return _none(value, here)
    tallies = []
    for position, one in enumerate(inner.items):
        tallies.append(_each(step, rest, _masked(one, value), f"{here}[{position}]", test))
    return _gather(tallies, inner, inner.complete, here)


def _each(step: Step, rest: tuple[Step, ...], one: Value, place: str, test: Callable[[Value, str], Judgement]) -> Tally:
    """One item of a list that is projected. An item that a condition leaves out is none."""
    if isinstance(one, Conditional):
        then, otherwise = _each(step, rest, one.then, place, test), _each(step, rest, one.otherwise, place, test)
        return _either(one, place, then, otherwise)
    if isinstance(one, Absent):
        return Tally(Truth.YES, Truth.NO, Truth.NO, ())
    if may_be_absent(one):
        return _open(one, place)
    if isinstance(step, Filter):
        return _filtered(holds(step.condition, one), one, place, rest, test)
    if isinstance(step, Flatten) and step.deep == 0:
        inner = unmasked(one)
        if isinstance(inner, ListValue):
            tallies = [
                _each(Flatten(1), rest, _masked(below, one), f"{place}[{index}]", test)
                for index, below in enumerate(inner.items)
            ]
            return _gather(tallies, inner, inner.complete, place)
        if isinstance(inner, (Unknown, Reference)) and _may_be_list(inner):
            return _open(one, place)
    return _follow(rest, one, place, test)


def _filtered(
    member: Truth, one: Value, place: str, rest: tuple[Step, ...], test: Callable[[Value, str], Judgement]
) -> Tally:
    if member is Truth.NO:
        return Tally(Truth.YES, Truth.NO, Truth.NO, ())
    tally = _follow(rest, one, place, test)
    if member is Truth.YES:
        return tally
    open_leaf = Leaf(place, one, "whether the filter takes it", Truth.UNDECIDED)
    leaves = (*tally.leaves, open_leaf)
    return Tally(~member | tally.every, member & tally.some, member & tally.found, leaves, tally.places)


def _gather(tallies: list[Tally], whole: Value, complete: bool, here: str) -> Tally:
    if not complete:
        tallies = [*tallies, _open(whole, here)]
    leaves = tuple(leaf for tally in tallies for leaf in tally.leaves)
    places = tuple(place for tally in tallies for place in tally.places)
    found = some(tally.found for tally in tallies)
    if not places and found is Truth.NO:
        places = ((here, whole),)
    return Tally(every(t.every for t in tallies), some(t.some for t in tallies), found, leaves, places)


def _either(value: Value, here: str, then: Tally, otherwise: Tally) -> Tally:
    def common(one: Truth, other: Truth) -> Truth:
        return one if one is other else Truth.UNDECIDED

    answers = [common(one, other) for one, other in zip(then[:3], otherwise[:3], strict=True)]
    leaves = then.leaves + otherwise.leaves
    if then[:3] != otherwise[:3]:
        leaves = (Leaf(here, value, "the same in both cases", Truth.UNDECIDED), *leaves)
    return Tally(answers[0], answers[1], answers[2], leaves, then.places + otherwise.places)


def _open(value: Value, here: str) -> Tally:
    leaf = Leaf(here, value, "items that are known", Truth.UNDECIDED)
    return Tally(Truth.UNDECIDED, Truth.UNDECIDED, Truth.UNDECIDED, (leaf,))


def _none(value: Value, here: str) -> Tally:
    return Tally(Truth.YES, Truth.NO, Truth.NO, (), ((here, value),))


def _masked(one: Value, whole: Value) -> Value:
    return Sensitive(one, one.at) if isinstance(whole, Sensitive) and not isinstance(one, Absent) else one


def _may_be_list(value: Value) -> bool:
    inner = unmasked(value)
    if isinstance(inner, Reference):
        # A resource itself, its ARN and an id of it are one text; another attribute may be a list.
        return bool(inner.attribute) and not inner.attribute.endswith(("Arn", "Id"))
    return isinstance(inner, (ListValue, Unknown, Absent))


def _join(here: str, name: str) -> str:
    shown = name if name.replace("_", "a").isalnum() else json.dumps(name)
    return f"{here}.{shown}" if here else shown


def field(value: Value, name: str) -> Value:
    """The entry of a mapping; of a text that holds JSON, the entry of what it holds."""
    if isinstance(value, Sensitive):
        return _masked(field(value.inner, name), value)
    if isinstance(value, Conditional):
        return Conditional(value.condition, field(value.then, name), field(value.otherwise, name), value.at)
    value = parsed(value)
    if isinstance(value, MapValue):
        found = value.entries.get(name)
        if found is not None:
            return found
        if not value.complete:
            return Unknown(f"the keys beside {name} are not all known", None, value.at)
        return Absent(value.at, value.assumed)
    return _below(value)


def item(value: Value, number: int) -> Value:
    """An item of a list; unknown where a condition decides which item stands there."""
    if isinstance(value, Sensitive):
        return _masked(item(value.inner, number), value)
    if isinstance(value, Conditional):
        return Conditional(value.condition, item(value.then, number), item(value.otherwise, number), value.at)
    value = parsed(value)
    if isinstance(value, ListValue):
        items = [one for one in value.items if not isinstance(one, Absent)]
        if not value.complete:
            return Unknown("the list is known in part only", None, value.at)
        if any(may_be_absent(one) for one in items):
            return Unknown("a condition decides which items the list has", None, value.at)
        return items[number] if -len(items) <= number < len(items) else Absent(value.at, value.assumed)
    return _below(value)


def may_be_absent(value: Value) -> bool:
    """Whether an item of a list can turn out not to be there: a condition leaves it out, or nothing is known of it."""
    if isinstance(value, Sensitive):
        return may_be_absent(value.inner)
    if isinstance(value, Conditional):
        return may_be_absent(value.then) or may_be_absent(value.otherwise)
    return isinstance(value, Absent) or (isinstance(value, Unknown) and value.symbol is None)


def _below(value: Value) -> Value:
    """What stands below something that is no mapping or list."""
    if isinstance(value, (Unknown, Reference, Text)):
        return Unknown(why(value), None, value.at)
    return Absent(value.at, value.assumed)


def holds(condition: Condition, value: Value) -> Truth:
    """Whether the condition of a filter holds for an item."""
    if isinstance(condition, Both):
        return holds(condition.left, value) & holds(condition.right, value)
    if isinstance(condition, Either):
        return holds(condition.left, value) | holds(condition.right, value)
    if isinstance(condition, Not):
        return ~holds(condition.inner, value)
    if isinstance(condition, Compare):
        return _compare(condition, value)
    return decide(_operand(condition, value), _truthy)


def _operand(operand: Operand | Literal, value: Value) -> Value:
    if isinstance(operand, Literal):
        return from_plain(json.loads(operand.text))
    for step in operand.steps:
        value = field(value, step.name) if isinstance(step, Field) else item(value, step.number)
    return value


def _compare(condition: Compare, value: Value) -> Truth:
    left, right = _operand(condition.left, value), _operand(condition.right, value)
    if condition.operator in {"==", "!="}:
        answer = decide(left, lambda one: decide(right, lambda other: _same(one, other)))
        return answer if condition.operator == "==" else ~answer
    return decide(left, lambda one: decide(right, lambda other: _ordered(condition.operator, one, other)))


def _is_null(value: Value) -> bool:
    return isinstance(value, Absent) or (isinstance(value, Known) and value.data is None)


def _same(left: Value, right: Value) -> Truth:
    if _is_null(left) or _is_null(right):
        if _is_null(left) and _is_null(right):
            return Truth.YES
        other = right if _is_null(left) else left
        return Truth.UNDECIDED if isinstance(other, Unknown) else Truth.NO
    return same(left, right)


def _ordered(operator: str, left: Value, right: Value) -> Truth:
    one, other = number(left), number(right)
    if one is None or other is None:
        return Truth.UNDECIDED if _may_be_number(left) and _may_be_number(right) else Truth.NO
    return Truth.of({"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[operator])


def _may_be_number(value: Value) -> bool:
    return is_open(value) or number(value) is not None


# Attributes that are never empty and never the text `false`.
_IDENTIFIERS = ("", "Arn", "Id", "Name", "Url", "Endpoint", "Address")


def _truthy(value: Value) -> Truth:
    if _is_null(value):
        return Truth.NO
    if isinstance(value, Known):
        return Truth.of(value.data != "" and boolean(value) is not False)
    if isinstance(value, (MapValue, ListValue)):
        return _not_empty(value.entries.values() if isinstance(value, MapValue) else value.items, value.complete)
    if isinstance(value, Reference):
        known = value.attribute == "" or value.attribute.endswith(_IDENTIFIERS[1:])
        return Truth.YES if known else Truth.UNDECIDED
    if isinstance(value, Text) and any(isinstance(part, str) and part for part in value.parts):
        return Truth.YES if equals(value, "false") is Truth.NO else Truth.UNDECIDED
    return Truth.UNDECIDED


def _not_empty(values: Iterable[Value], complete: bool) -> Truth:
    parts = list(values)
    if any(not may_be_absent(part) for part in parts):
        return Truth.YES
    return Truth.NO if complete and all(isinstance(part, Absent) for part in parts) else Truth.UNDECIDED
