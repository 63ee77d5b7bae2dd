"""Functions of texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.values import Known, ListValue, Text, Unknown, Value
from stackproof.graph.values import text as joined
from stackproof.synthesis.terraform.functions.patterns import compiled, expanded
from stackproof.synthesis.terraform.functions.registry import Arguments, RefusedError, function, is_null, plain
from stackproof.synthesis.terraform.lift import is_exact, kind_of, known_text, may_be_absent, opaque
from stackproof.synthesis.terraform.numbers import scalar_text
from stackproof.vocabulary.json_text import Encoded, plain_text

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_PARTS = 100_000
_SPACES = " \t\n\v\f\r\x85\xa0"


def _piecewise(change: Callable[[str], str]) -> Callable[[Arguments], Value]:
    """A function that treats each character alone: of a text with holes it changes what is known."""

    def apply(call: Arguments) -> Value:
        value = plain_text(call.values[0])
        known = known_text(value)
        if known is not None:
            return Known(change(known), call.at, value.assumed)
        if isinstance(value, Text):
            parts: list[str | Value] = [
                change(part) if isinstance(part, str) else opaque(call.name, [part], call.at) for part in value.parts
            ]
            return joined(parts, call.at, value.assumed)
        if isinstance(value, (ListValue, Known)):
            return call.failed(f"a text is needed, and this is {kind_of(value)}")
        return call.opaque()

    return apply


function("lower", 1, 1, passes_on=True)(_piecewise(str.lower))
function("upper", 1, 1, passes_on=True)(_piecewise(str.upper))


@function("join", 1, None, passes_on=True)
def _join(call: Arguments) -> Value:
    separator, *lists = call.values
    parts: list[str | Value] = []
    first = True
    assumed = separator.assumed
    for one in lists:
        if not isinstance(one, ListValue):
            return call.failed("a list is needed") if isinstance(one, (Known, Text)) else call.opaque()
        if not is_exact(one):
            return call.opaque("the list is known in part only")
        assumed = assumed or one.assumed
        for item in one.items:
            if is_null(item) or isinstance(item, ListValue):
                return call.failed(f"an item is {kind_of(item)}")
            if not first:
                parts.append(plain_text(separator))
            first = False
            assumed = assumed or item.assumed
            known = known_text(item)
            parts.append(known if known is not None else plain_text(item))
    if len(parts) > _MAX_PARTS or not call.evaluator.limits.take(sum(len(p) for p in parts if isinstance(p, str))):
        return Unknown("the text is too long", None, call.at)
    return joined(parts, call.at, assumed)


@function("split", 2, 2)
def _split(call: Arguments) -> Value:
    separator, value = known_text(call.values[0]), plain_text(call.values[1])
    known = known_text(value)
    if separator is None:
        return call.opaque()
    assumed = call.values[0].assumed or value.assumed
    if known is None:
        # A text with holes: what stands before the first hole is known when a separator follows it there.
        return call.opaque()
    if not call.evaluator.limits.take(len(known) * 10):
        return Unknown("the text is too long", None, call.at)
    pieces = list(known) if separator == "" else known.split(separator)
    return ListValue(tuple([Known(piece, call.at, assumed) for piece in pieces]), call.at, assumed)


@plain("chomp", "t")
def _chomp(text: str) -> str:
    return text.rstrip("\r\n")


@plain("endswith", "tt")
def _endswith(text: str, suffix: str) -> bool:
    return text.endswith(suffix)


@function("startswith", 2, 2)
def _startswith(call: Arguments) -> Value:
    value, prefix = plain_text(call.values[0]), known_text(call.values[1])
    known = known_text(value)
    if isinstance(value, Text) and isinstance(value.parts[0], str):
        # Decided where the text's known beginning is long enough, or differs already.
        head = value.parts[0]
        if prefix is not None and (len(head) >= len(prefix) or not prefix.startswith(head)):
            return Known(head.startswith(prefix), call.at, value.assumed)
    if known is None or prefix is None:
        return call.opaque()
    return Known(known.startswith(prefix), call.at, value.assumed or call.values[1].assumed)


@plain("strcontains", "tt")
def _strcontains(text: str, part: str) -> bool:
    return part in text


@plain("indent", "nt")
def _indent(count: int, text: str) -> str:
    if not 0 <= count <= 10_000 or count * text.count("\n") > 10_000_000:
        raise RefusedError("the indentation is too large")
    return text.replace("\n", "\n" + " " * int(count))


@plain("replace", "ttt")
def _replace(text: str, search: str, replacement: str) -> str:
    if len(search) > 1 and search[0] == search[-1] == "/":
        return compiled(search[1:-1], text).sub(lambda match: expanded(replacement, match), text)
    if search == "" and len(text) * len(replacement) > 10_000_000:
        raise RefusedError("the result is too long")
    return text.replace(search, replacement)


@plain("regex", "tt")
def _regex(pattern: str, text: str) -> object:
    match = compiled(pattern, text).search(text)
    if match is None:
        raise RefusedError("the pattern does not match the text")
    return _captures(match)


@plain("regexall", "tt")
def _regexall(pattern: str, text: str) -> list[object]:
    return [_captures(match) for match in compiled(pattern, text).finditer(text)]


def _captures(match: re.Match[str]) -> object:
    named = match.groupdict()
    if named:
        return named
    return list(match.groups()) if match.re.groups else match.group()


@plain("strrev", "t")
def _strrev(text: str) -> str:
    return text[::-1]


@plain("substr", "tnn")
def _substr(text: str, offset: int, length: int) -> str:
    start = len(text) + offset if offset < 0 else offset
    if start < 0 or start > len(text):
        raise RefusedError("the offset lies outside the text")
    return text[int(start) :] if length < 0 else text[int(start) : int(start + length)]


@plain("title", "t")
def _title(text: str) -> str:
    # Words begin after whatever is no letter, digit, underscore or apostrophe.
    return re.sub(r"(?<![\w'])\w", lambda match: match.group().upper(), text)


@plain("trim", "tt")
def _trim(text: str, characters: str) -> str:
    return text.strip(characters) if characters else text


@plain("trimprefix", "tt")
def _trimprefix(text: str, prefix: str) -> str:
    return text.removeprefix(prefix)


@function("trimsuffix", 2, 2)
def _trimsuffix(call: Arguments) -> Value:
    value, suffix = plain_text(call.values[0]), known_text(call.values[1])
    known = known_text(value)
    if suffix is None:
        return call.opaque()
    if isinstance(value, Text) and isinstance(tail := value.parts[-1], str) and len(tail) >= len(suffix):
        return joined([*value.parts[:-1], tail.removesuffix(suffix)], call.at, value.assumed)
    if known is None:
        return call.opaque()
    return Known(known.removesuffix(suffix), call.at, value.assumed or call.values[1].assumed)


@plain("trimspace", "t")
def _trimspace(text: str) -> str:
    return text.strip(_SPACES)


@function("compact", 1, 1)
def _compact(call: Arguments) -> Value:
    (items,) = call.values
    if not isinstance(items, ListValue):
        return call.failed("a list is needed") if isinstance(items, Known) else call.opaque()
    kept: list[Value] = []
    for item in items.items:
        known = known_text(item)
        if known == "" or is_null(item):
            continue
        if known is not None or isinstance(item, Encoded) or _never_empty(item):
            kept.append(item)
            continue
        kept.append(_unless_empty(call, item))
    return ListValue(tuple(kept), call.at, items.assumed, complete=items.complete)


def _never_empty(item: Value) -> bool:
    from stackproof.graph.values import Reference

    if isinstance(item, Text):
        return any(isinstance(part, str) for part in item.parts)
    return isinstance(item, Reference) and item.attribute in ("", "id", "arn")


def _unless_empty(call: Arguments, item: Value) -> Value:
    from stackproof.graph.values import Absent, Conditional, Sensitive

    if isinstance(item, Conditional):
        branches = [_unless_empty(call, branch) for branch in (item.then, item.otherwise)]
        return Conditional(item.condition, branches[0], branches[1], item.at, item.assumed)
    known = known_text(item)
    if isinstance(item, Absent) or known == "" or is_null(item):
        return Absent(item.at)
    if known is not None or _never_empty(item) or isinstance(item, Sensitive):
        return item
    test = opaque('({} == "")', [item], call.at)
    name, turned = call.evaluator.conditions.name(test, "an item is empty", call.frame.label)
    then, otherwise = (item, Absent(item.at)) if turned else (Absent(item.at), item)
    return Conditional(name, then, otherwise, item.at, item.assumed)


@function("sort", 1, 1)
def _sort(call: Arguments) -> Value:
    (items,) = call.values
    if not isinstance(items, ListValue):
        return call.failed("a list is needed") if isinstance(items, Known) else call.opaque()
    texts = [known_text(item) for item in items.items]
    if None in texts or not is_exact(items):
        # The same items in an order that is not known.
        kept = tuple([item for item in items.items if not may_be_absent(item)])
        single = len(kept) == len(items.items) == 1 and items.complete
        return ListValue(kept, call.at, items.assumed, complete=single)
    ordered = sorted(zip(texts, items.items, strict=True), key=lambda pair: (pair[0] or "").encode("utf-8", "replace"))
    made = [Known(scalar_text(text or ""), item.at, item.assumed) for text, item in ordered]
    return ListValue(tuple(made), call.at, items.assumed)
