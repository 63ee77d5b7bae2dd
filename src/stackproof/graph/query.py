"""Questions about values. Each answers in three values, so that "not known here" never turns into yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from stackproof.graph.texts import could_equal, glob, glob_could_match, same_texts, tokens
from stackproof.graph.truth import Truth, every
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
    rewrite,
    scalar_text,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_NUMERIC = frozenset("0123456789+-.eE ")


def get(value: Value, *path: str | int) -> Value:
    """The value at a path of keys and indexes.

    Absent where a map that is known in full lacks the key; Unknown below anything that is not known; Conditional where
    the branches of a condition differ.
    """
    current = value
    for position, step in enumerate(path):
        if type(current) is MapValue and type(step) is str:
            # Nearly every step there is.
            found = current.entries.get(step)
            if found is not None:
                current = found
            elif current.complete:
                current = Absent(current.at, current.assumed)
            else:
                current = _step(current, step)
            continue
        if isinstance(current, Conditional):
            rest = path[position:]
            then, otherwise = get(current.then, *rest), get(current.otherwise, *rest)
            if then == otherwise:
                return then
            return Conditional(current.condition, then, otherwise, current.at, current.assumed)
        current = _step(current, step)
    return current


def _step(value: Value, step: str | int) -> Value:
    if isinstance(value, Sensitive):
        inner = _step(value.inner, step)
        return inner if isinstance(inner, Absent) else Sensitive(inner, value.at, value.assumed)
    if isinstance(value, MapValue):
        found = value.entries.get(str(step))
        if found is not None:
            return found
        if not value.complete:
            return Unknown(f"the keys beside {step} are not all known", None, value.at)
    elif isinstance(value, ListValue):
        index = int(step) if str(step).lstrip("-").isdigit() else None
        if index is not None and value.complete and -len(value.items) <= index < len(value.items):
            return value.items[index]
        if not value.complete:
            return Unknown("the list is known in part only", None, value.at)
    elif isinstance(value, (Unknown, Reference, Text)):
        return Unknown(why(value), None, value.at)
    return Absent(value.at, value.assumed)


def decide(value: Value, check: Callable[[Value], Truth]) -> Truth:
    """Asks `check` of every value that `value` can turn out to be.

    `check` sees no Conditional and no Sensitive. YES when all branches say yes, NO when all say no, else UNDECIDED.
    """
    if isinstance(value, Conditional):
        then, otherwise = decide(value.then, check), decide(value.otherwise, check)
        return then if then is otherwise else Truth.UNDECIDED
    if isinstance(value, Sensitive):
        return decide(value.inner, check)
    return check(value)


def is_open(value: Value) -> bool:
    """Whether the value itself (not what is inside a list or map) is known only after deployment, or not at all."""
    return isinstance(value, (Unknown, Reference, Text))


def present(value: Value) -> Truth:
    """Whether something is set. A reference, a text or an unknown with a symbol counts: something is written there."""

    def check(one: Value) -> Truth:
        if isinstance(one, Absent):
            return Truth.NO
        return Truth.UNDECIDED if isinstance(one, Unknown) and one.symbol is None else Truth.YES

    return decide(value, check)


def string(value: Value) -> str | None:
    """The text of a known scalar, as CloudFormation would write it; None for everything else."""
    if isinstance(value, Sensitive):
        value = value.inner
    return scalar_text(value.data) if isinstance(value, Known) and value.data is not None else None


def number(value: Value) -> float | None:
    """The number that a known scalar stands for (`900` and `"900"` alike); None for everything else."""
    if isinstance(value, Sensitive):
        value = value.inner
    if not isinstance(value, Known) or value.data is None or isinstance(value.data, bool):
        return None
    if isinstance(value.data, str) and not _NUMERIC.issuperset(value.data):
        # Python reads more as a number than AWS does: inf, nan, 1_000.
        return None
    try:
        return float(value.data)
    except ValueError:
        return None


def boolean(value: Value) -> bool | None:
    """The boolean that a known scalar stands for (`true` and `"true"` alike); None for everything else."""
    if isinstance(value, Sensitive):
        value = value.inner
    if not isinstance(value, Known):
        return None
    if isinstance(value.data, bool):
        return value.data
    return {"true": True, "false": False}.get(str(value.data).lower())


def is_true(value: Value, *, default: bool = False) -> Truth:
    """Whether a boolean property is true; `default` is what AWS takes when it is not set."""

    def check(one: Value) -> Truth:
        if isinstance(one, Absent):
            return Truth.of(default)
        known = boolean(one)
        if known is not None:
            return Truth.of(known)
        return Truth.UNDECIDED if is_open(one) else Truth.NO

    return decide(value, check)


def equals(value: Value, *expected: str) -> Truth:
    """Whether a scalar is one of `expected` (compared as text); texts with holes can still be ruled out."""

    def check(one: Value) -> Truth:
        known = string(one)
        if known is not None:
            return Truth.of(known in expected)
        if isinstance(one, Text):
            possible = any(could_equal(tokens(one), list(option)) for option in expected)
            return Truth.UNDECIDED if possible else Truth.NO
        return Truth.UNDECIDED if is_open(one) else Truth.NO

    return decide(value, check)


def same(left: Value, right: Value) -> Truth:
    """Whether two values are equal after deployment.

    ARNs of two different resources differ; other attributes of two resources (the VPC of two subnets, the names of two
    log groups in two regions) may be equal, so that is undecided: ask `stackproof.graph.identity` whether two values
    mean the same resource. Whatever holds something unknown is equal to itself and else undecided, unless the texts
    around the unknown parts rule it out.
    """
    if left is right:
        return Truth.YES
    if isinstance(left, Conditional):
        name = left.condition
        return _common(
            same(_given(left, name, "then"), _given(right, name, "then")),
            same(_given(left, name, "otherwise"), _given(right, name, "otherwise")),
        )
    if isinstance(right, Conditional):
        return same(right, left)
    left, right = _bare(left), _bare(right)
    if isinstance(left, Conditional) or isinstance(right, Conditional):
        return same(left, right)
    if left == right and _is_whole(left):
        return Truth.YES
    if isinstance(left, MapValue) and isinstance(right, MapValue):
        return _same_maps(left, right)
    if isinstance(left, ListValue) and isinstance(right, ListValue):
        return _same_lists(left, right)
    if isinstance(left, Known) and isinstance(right, Known):
        return Truth.of(scalar_text(left.data) == scalar_text(right.data))
    if isinstance(left, Reference) and isinstance(right, Reference):
        differ = left.target != right.target and left.attribute == right.attribute and left.attribute.endswith("Arn")
        return Truth.NO if differ else Truth.UNDECIDED
    if is_open(left) or is_open(right):
        if isinstance(left, (Known, Text)) and isinstance(right, (Known, Text)):
            return same_texts(tokens(left), tokens(right))
        scalar = isinstance(left, Text) or isinstance(right, Text)
        composite = isinstance(left, (MapValue, ListValue)) or isinstance(right, (MapValue, ListValue))
        return Truth.NO if scalar and composite else Truth.UNDECIDED
    return Truth.NO


def _given(value: Value, condition: str, branch: Literal["then", "otherwise"]) -> Value:
    """The value when the condition is known to have gone one way, also inside it."""

    def settle(one: Value) -> Value:
        if isinstance(one, Conditional) and one.condition == condition:
            return one.then if branch == "then" else one.otherwise
        return one

    hangs_on_it = any(isinstance(one, Conditional) and one.condition == condition for _, one in walk(value))
    return rewrite(value, settle) if hangs_on_it else value


def _is_whole(value: Value) -> bool:
    """Whether no list or map inside is known in part only: two such are not equal because their known parts are."""
    return all(part.complete for _, part in walk(value) if isinstance(part, (ListValue, MapValue)))


def _common(one: Truth, other: Truth) -> Truth:
    return one if one is other else Truth.UNDECIDED


def _bare(value: Value) -> Value:
    while isinstance(value, Sensitive):
        value = value.inner
    return value


def _same_maps(left: MapValue, right: MapValue) -> Truth:
    answers = []
    for key in {**left.entries, **right.entries}:
        if key in left.entries and key in right.entries:
            answers.append(same(left.entries[key], right.entries[key]))
        elif (key in left.entries and right.complete) or (key in right.entries and left.complete):
            answers.append(Truth.NO)
        else:
            answers.append(Truth.UNDECIDED)
    if not (left.complete and right.complete):
        answers.append(Truth.UNDECIDED)
    return every(answers)


def _same_lists(left: ListValue, right: ListValue) -> Truth:
    if not (left.complete and right.complete):
        return Truth.UNDECIDED
    if len(left.items) != len(right.items):
        return Truth.NO
    return every(same(a, b) for a, b in zip(left.items, right.items, strict=True))


def matches(value: Value, pattern: str) -> Truth:
    """Whether a text matches a glob (`*` any text, `?` one character; case-sensitive), whatever its holes hold."""

    def check(one: Value) -> Truth:
        known = string(one)
        if known is not None:
            return Truth.of(glob(pattern, list(known)))
        if not is_open(one):
            return Truth.NO
        if isinstance(one, Unknown) and one.symbol is None:
            return Truth.UNDECIDED
        items = tokens(one)
        if glob(pattern, items):
            return Truth.YES
        return Truth.UNDECIDED if glob_could_match(pattern, items) else Truth.NO

    return decide(value, check)


def why(value: Value) -> str:
    """Why a value is not known here; completes "undecided, because ..."."""
    if isinstance(value, Unknown):
        return value.reason
    if isinstance(value, Reference):
        what = f"attribute {value.attribute}" if value.attribute else "identifier"
        return f"the {what} of {value.target} is known only after deployment"
    if isinstance(value, Text):
        return next((why(part) for part in value.parts if isinstance(part, Value)), "it is not known in full")
    if isinstance(value, Conditional):
        return f"it depends on the condition {value.condition}"
    if isinstance(value, (ListValue, MapValue)):
        for _, inner in _below(value):
            if is_open(inner) or isinstance(inner, Conditional):
                return why(inner)
        return "it is known in part only"
    return "it is known"


def _below(value: ListValue | MapValue) -> Iterator[tuple[str, Value]]:
    if isinstance(value, MapValue):
        yield from value.entries.items()
    else:
        yield from ((str(index), item) for index, item in enumerate(value.items))


def elements(value: Value) -> tuple[list[Value], bool]:
    """The items of a list, a lone value counting as a list of one, and whether these are all of them.

    An item that is itself conditional is returned as it is. An identifier or ARN of a resource is a lone value; another
    attribute may be a list that is known only after deployment.
    """
    value = _bare(value)
    if isinstance(value, ListValue):
        return list(value.items), value.complete
    if isinstance(value, Absent):
        return [], True
    if isinstance(value, Conditional):
        first, whole = elements(value.then)
        second, entire = elements(value.otherwise)
        if first == second:
            return first, whole and entire
        return [item for item in first if item in second], False
    if isinstance(value, Unknown):
        return [], False
    if isinstance(value, Reference) and value.attribute and not value.attribute.endswith("Arn"):
        return [], False
    return [value], True


def show(value: Value, limit: int = 200) -> str:
    """The value for a person to read: references as `${Target.Attribute}`, secrets never."""
    shown = _show(value)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _show(value: Value) -> str:
    if isinstance(value, Known):
        return "null" if value.data is None else scalar_text(value.data)
    if isinstance(value, Absent):
        return "(not set)"
    if isinstance(value, Reference):
        return "${" + value.target + (f".{value.attribute}" if value.attribute else "") + "}"
    if isinstance(value, Unknown):
        return "${" + value.symbol + "}" if value.symbol else "(unknown)"
    if isinstance(value, Text):
        return "".join(part if isinstance(part, str) else _show(part) for part in value.parts)
    if isinstance(value, Conditional):
        return f"{_show(value.then)} if {value.condition} else {_show(value.otherwise)}"
    if isinstance(value, ListValue):
        return "[" + ", ".join(_show(item) for item in value.items) + ("" if value.complete else ", …") + "]"
    if isinstance(value, MapValue):
        inner = ", ".join(f"{key}: {_show(item)}" for key, item in value.entries.items())
        return "{" + inner + ("" if value.complete else ", …") + "}"
    return "(sensitive)"


def assumption(value: Value) -> str | None:
    """The first assumption that the value, or anything inside it, rests on."""
    return next((inner.assumed for _, inner in walk(value) if inner.assumed), None)
