"""The Condition element: every operator, in three values.

Sources, read 2026-11-20: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html.
A key that the request does not have makes a test false, one with a negated operator true, and one with `IfExists` true;
`ForAllValues` holds of no values, `ForAnyValue` does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import canonical
from stackproof.graph.query import boolean, number, same, string
from stackproof.graph.texts import glob, glob_could_match, same_texts, tokens
from stackproof.graph.truth import Truth, every, some
from stackproof.graph.values import Absent, Conditional, Known, ListValue, Sensitive, Unknown, Value
from stackproof.reasoning.iam.globs import fits, told_apart
from stackproof.reasoning.iam.variables import as_literal, expand

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from stackproof.graph.graph import Graph
    from stackproof.graph.texts import Token
    from stackproof.reasoning.iam.documents import Condition, Items, Statement
    from stackproof.reasoning.iam.variables import RequestContext


class Operator(NamedTuple):
    """A condition operator taken apart.

    Attributes:
        base: the comparison in lower case, without negation (`stringlike`, `numericlessthan`).
        negated: whether it asks that nothing fits.
        if_exists: whether a missing key satisfies it.
        over: `all`, `any`, or empty for a key of one value.
    """

    base: str
    negated: bool
    if_exists: bool
    over: str


def parse_operator(written: str) -> Operator | None:
    """An operator as a policy writes it; None for one that IAM does not have."""
    over, _, name = written.lower().rpartition(":")
    if over not in ("", "forallvalues", "foranyvalue"):
        return None
    bare = name.removesuffix("ifexists")
    if_exists = bare != name
    negated = "not" in bare
    base = bare.replace("not", "", 1)
    known = base in _ON_TEXTS or base in _ON_VALUES or (base == "null" and not if_exists and not negated)
    if not known or (negated and base not in _NEGATABLE):
        return None
    return Operator(base, negated, if_exists, over.removeprefix("for").removesuffix("values").removesuffix("value"))


def conditions_hold(statement: Statement, context: RequestContext, graph: Graph) -> Truth:
    """Whether every condition of a statement holds for a request."""
    if statement.conditions is None:
        return Truth.UNDECIDED
    return every(holds(condition, statement.replaces, context, graph) for condition in statement.conditions)


def holds(condition: Condition, replaces: Truth, context: RequestContext, graph: Graph) -> Truth:
    """Whether one test holds.

    Args:
        condition: operator, key and values.
        replaces: whether variables in the values are replaced.
        context: the request's keys.
        graph: where names and ARNs are looked up.
    """
    operator = parse_operator(condition.operator)
    if operator is None:
        return Truth.UNDECIDED
    return _with(operator, condition, context.get(condition.key), _Comparison(operator, replaces, context, graph))


def _with(operator: Operator, condition: Condition, actual: Value, compare: _Comparison) -> Truth:
    while isinstance(actual, Sensitive):
        actual = actual.inner
    if isinstance(actual, Conditional):
        then = _with(operator, condition, actual.then, compare)
        otherwise = _with(operator, condition, actual.otherwise, compare)
        return then if then is otherwise else Truth.UNDECIDED
    if operator.base == "null":
        return _is_null(actual, condition.values)
    there = _present(actual)
    missing = Truth.of(operator.if_exists or operator.over == "all" or (operator.negated and operator.over != "any"))
    if operator.if_exists and operator.over == "any":
        # One page says that a missing key satisfies it, the other that it does not.
        missing = Truth.UNDECIDED
    if there is Truth.NO:
        return missing
    answer = _over(operator, condition.values, actual, compare)
    return answer if there is Truth.YES or answer is missing else Truth.UNDECIDED


def _over(operator: Operator, values: Items, actual: Value, compare: _Comparison) -> Truth:
    entries, complete = (actual.items, actual.complete) if isinstance(actual, ListValue) else ((actual,), True)
    answers = [_fits_one(operator, values, entry, compare) for entry in entries]
    if operator.over == "all":
        return every(answers if complete else [*answers, Truth.UNDECIDED])
    if operator.over == "any":
        return some(answers if complete else [*answers, Truth.UNDECIDED])
    # What IAM does with several values and an operator for one is not documented.
    return answers[0] if len(answers) == 1 and complete else Truth.UNDECIDED


def _fits_one(operator: Operator, values: Items, entry: Value, compare: _Comparison) -> Truth:
    answers = [compare(item.value, entry) & item.present for item in values.items]
    fits_any = some(answers if values.complete else [*answers, Truth.UNDECIDED])
    return ~fits_any if operator.negated else fits_any


def _present(actual: Value) -> Truth:
    """Whether the request has the key. Of something unknown that is no value of the deployment's it is open."""
    if isinstance(actual, Absent) or (isinstance(actual, Known) and actual.data is None):
        return Truth.NO
    if isinstance(actual, ListValue) and not actual.items:
        return Truth.NO if actual.complete else Truth.UNDECIDED
    return Truth.UNDECIDED if isinstance(actual, Unknown) and actual.symbol is None else Truth.YES


def _is_null(actual: Value, values: Items) -> Truth:
    missing = ~_present(actual)
    if string(actual) == "":
        missing = Truth.UNDECIDED
    answers = []
    for item in values.items:
        asked = boolean(item.value)
        wanted = Truth.UNDECIDED if asked is None else missing if asked else ~missing
        answers.append(wanted & item.present)
    return some(answers if values.complete else [*answers, Truth.UNDECIDED])


class _Comparison:
    """Compares one value of the policy with one of the request, without negation."""

    def __init__(self, operator: Operator, replaces: Truth, context: RequestContext, graph: Graph) -> None:
        self._base = operator.base
        self._negated = operator.negated
        self._replaces = replaces
        self._context = context
        self._graph = graph

    def __call__(self, written: Value, actual: Value) -> Truth:
        if isinstance(written, Conditional) or isinstance(actual, Conditional):
            return Truth.UNDECIDED
        pattern, subject = canonical(written, self._graph), canonical(actual, self._graph)
        if self._base not in _ON_TEXTS:
            return _ON_VALUES[self._base](pattern, subject)
        expanded = expand(pattern, self._replaces, self._context)
        if expanded.resolved is Truth.NO:
            # A variable that cannot be resolved makes the statement invalid; a negated test does not hold by that.
            return Truth.UNDECIDED if self._negated else Truth.NO
        has = tokens(subject)
        answer = _ON_TEXTS[self._base](expanded.tokens, as_literal(has) if expanded.literal else has)
        if answer is Truth.UNDECIDED:
            answer = told_apart(written, actual, self._graph)
        return answer & expanded.resolved


def _equal_texts(pattern: list[Token], subject: list[Token]) -> Truth:
    return same_texts(as_literal(pattern), as_literal(subject))


def _lower(text: list[Token]) -> list[Token]:
    return [token.lower() if isinstance(token, str) else token for token in text]


def _equal_ignoring_case(pattern: list[Token], subject: list[Token]) -> Truth:
    return _equal_texts(_lower(pattern), _lower(subject))


def _arn_like(pattern: list[Token], subject: list[Token]) -> Truth:
    """Each of the six parts is compared by itself, so that no wildcard reaches over the colon behind its part."""
    parts, has = _arn_parts(pattern), _arn_parts(subject)
    if parts is not None and has is not None:
        return every(fits(part, one) for part, one in zip(parts, has, strict=True))
    if any(isinstance(token, Value) for token in (*pattern, *subject)):
        if parts is None and has is None:
            return fits(pattern, subject)
        could = glob_could_match(pattern, subject)
        return Truth.UNDECIDED if could else Truth.NO
    if parts is None and glob(pattern, subject):
        # `*` alone is no ARN; whether it takes one is not documented.
        return Truth.UNDECIDED
    return Truth.NO


def _arn_parts(text: list[Token]) -> list[list[Token]] | None:
    parts: list[list[Token]] = [[]]
    for one in text:
        if one == ":" and len(parts) < 6:
            parts.append([])
        else:
            parts[-1].append(one)
    return parts if len(parts) == 6 else None


def _numbers(check: Callable[[float, float], bool]) -> Callable[[Value, Value], Truth]:
    def compare(written: Value, actual: Value) -> Truth:
        limit, value = number(written), number(actual)
        return Truth.UNDECIDED if limit is None or value is None else Truth.of(check(value, limit))

    return compare


def _dates(check: Callable[[datetime, datetime], bool]) -> Callable[[Value, Value], Truth]:
    def compare(written: Value, actual: Value) -> Truth:
        limit, value = _date(written), _date(actual)
        return Truth.UNDECIDED if limit is None or value is None else Truth.of(check(value, limit))

    return compare


def _date(value: Value) -> datetime | None:
    """A date of ISO 8601 or in seconds since 1970; four digits alone could be either, and are not read."""
    from datetime import UTC, datetime

    written = string(value)
    if written is None:
        return None
    seconds = number(value)
    try:
        if seconds is not None:
            return datetime.fromtimestamp(seconds, UTC) if len(written) > 4 else None
        found = datetime.fromisoformat(written)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_bool(written: Value, actual: Value) -> Truth:
    one, other = boolean(written), boolean(actual)
    return same(written, actual) if one is None or other is None else Truth.of(one is other)


def _binary(written: Value, actual: Value) -> Truth:
    import base64
    import binascii

    one, other = string(written), string(actual)
    if one is None or other is None:
        return same(written, actual)
    try:
        return Truth.of(base64.b64decode(one, validate=True) == base64.b64decode(other, validate=True))
    except (binascii.Error, ValueError):
        return Truth.of(one == other)


def _in_network(written: Value, actual: Value) -> Truth:
    import ipaddress

    network, address = string(written), string(actual)
    if network is None or address is None:
        return Truth.UNDECIDED
    try:
        block = ipaddress.ip_network(network, strict=False)
        one = ipaddress.ip_address(address)
    except ValueError:
        return Truth.UNDECIDED
    return Truth.of(one.version == block.version and one in block)


_ON_TEXTS: dict[str, Callable[[list[Token], list[Token]], Truth]] = {
    "stringequals": _equal_texts,
    "stringequalsignorecase": _equal_ignoring_case,
    "stringlike": fits,
    "arnequals": _arn_like,
    "arnlike": _arn_like,
}
_ON_VALUES: dict[str, Callable[[Value, Value], Truth]] = {
    "numericequals": _numbers(lambda value, limit: value == limit),
    "numericlessthan": _numbers(lambda value, limit: value < limit),
    "numericlessthanequals": _numbers(lambda value, limit: value <= limit),
    "numericgreaterthan": _numbers(lambda value, limit: value > limit),
    "numericgreaterthanequals": _numbers(lambda value, limit: value >= limit),
    "dateequals": _dates(lambda value, limit: value == limit),
    "datelessthan": _dates(lambda value, limit: value < limit),
    "datelessthanequals": _dates(lambda value, limit: value <= limit),
    "dategreaterthan": _dates(lambda value, limit: value > limit),
    "dategreaterthanequals": _dates(lambda value, limit: value >= limit),
    "bool": _is_bool,
    "binaryequals": _binary,
    "ipaddress": _in_network,
}
# The comparisons that have a negated form (StringNotLike, NotIpAddress).
_NEGATABLE = {*_ON_TEXTS, "numericequals", "dateequals", "ipaddress"}
