"""Intrinsic functions that refer to something or build texts and lists.

Each takes the stack around it, its argument as it stands in the document, and its place.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import number, string
from stackproof.graph.values import (
    Absent,
    Known,
    ListValue,
    MapValue,
    Sensitive,
    Unknown,
    Value,
    moved,
    text,
    unmasked,
)
from stackproof.synthesis.cloudformation import dynamic
from stackproof.synthesis.cloudformation.budget import node_units, text_units
from stackproof.synthesis.cloudformation.combine import computed, each_branch, varies_in_length
from stackproof.synthesis.cloudformation.document import entries, place

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.cloudformation.scope import Scope


def ref(scope: Scope, argument: object, at: Location) -> Value:
    """`Ref`: the identifier of a resource, a parameter or a pseudo parameter."""
    if not isinstance(argument, str):
        return scope.wrong("Ref takes the name of a parameter or a resource", at)
    if argument == "AWS::NoValue":
        return Absent(at)
    return scope.named(argument, at)


def get_att(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::GetAtt`: an attribute of a resource, as `A.B` or as a list of two."""
    if isinstance(argument, str) and "." in argument:
        target, _, attribute = argument.partition(".")
        return scope.attribute(target, attribute, at)
    if isinstance(argument, list) and len(argument) >= 2 and isinstance(argument[0], str):
        steps = [string(scope.value(step, place(argument, index + 1, at))) for index, step in enumerate(argument[1:])]
        known = [step for step in steps if step is not None]
        if len(known) == len(steps):
            return scope.attribute(argument[0], ".".join(known), at)
        return computed(f"an attribute of {argument[0]}", [scope.named(argument[0], at)], at)
    return scope.wrong("Fn::GetAtt takes a resource and the name of an attribute", at)


def sub(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::Sub`: a text with `${...}`, alone or with a map of values; `${!x}` is the text `${x}`."""
    variables: dict[str, Value] = {}
    if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict):
        where = place(argument, 1, at)
        variables = {key: scope.value(node, spot) for key, node, spot in entries(argument[1], where)}
        argument = argument[0]
    if not isinstance(argument, str):
        return scope.wrong("Fn::Sub takes a text, or a list of a text and a map", at)
    first, *pieces = argument.split("${")
    parts: list[str | Value] = [first]
    for piece in pieces:
        name, closed, rest = piece.partition("}")
        if not closed:
            parts.append("${" + piece)
        elif name.startswith("!"):
            parts.append("${" + name[1:] + "}" + rest)
        else:
            parts.append(_variable(scope, name.strip(), variables, at))
            parts.append(rest)
    result = scope.too_much(text_units(parts), at) or text(parts, at)
    if result.at != at:
        result = moved(result, at)
    return dynamic.resolve(result) if dynamic.OPENING in argument else result


def _variable(scope: Scope, name: str, variables: dict[str, Value], at: Location) -> Value:
    found = variables.get(name)
    if found is None:
        target, dot, attribute = name.partition(".")
        found = scope.attribute(target, attribute, at) if dot else scope.named(name, at)
    return as_text(found, at)


def as_text(value: Value, at: Location) -> Value:
    """A value as a part of a text; a list or a map in it is a fault that stays unknown."""
    inner = unmasked(value)
    if isinstance(inner, Absent):
        return Known("", at)
    if isinstance(inner, (ListValue, MapValue)):
        return computed("the text", [value], at)
    return value


def join(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::Join`: the items of a list with a delimiter between them."""
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
        return scope.wrong("Fn::Join takes a delimiter and a list", at)
    delimiter = argument[0]

    def joined(values: list[Value]) -> Value:
        items = _flattened(values)
        parts: list[str | Value] = []
        for index, item in enumerate(items):
            if index:
                parts.append(delimiter)
            parts.append(as_text(item, at))
        return scope.too_much(text_units(parts), at) or dynamic.resolve(moved(text(parts, at), at))

    def of_list(values: list[Value]) -> Value:
        listed = values[0]
        if isinstance(listed, Sensitive):
            return Sensitive(of_list([listed.inner]), at)
        if isinstance(listed, ListValue) and listed.complete:
            items = list(listed.items)
            return each_branch(items, joined, at) if varies_in_length(items) else joined(items)
        if isinstance(listed, Known):
            return scope.wrong("Fn::Join takes a list, not a single value", at)
        return computed(f"Fn::Join by {delimiter!r}", [listed], at)

    return each_branch([scope.value(argument[1], place(argument, 1, at))], of_list, at)


def _flattened(values: list[Value]) -> list[Value]:
    found: list[Value] = []
    for value in values:
        if isinstance(value, ListValue) and value.complete:
            found.extend(value.items)
        elif not isinstance(value, Absent):
            found.append(value)
    return found


def split(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::Split`: a known text cut at a delimiter; what is not known in full stays unknown."""
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str) or not argument[0]:
        return scope.wrong("Fn::Split takes a delimiter and a text", at)
    delimiter = argument[0]

    def cut(values: list[Value]) -> Value:
        known = string(values[0])
        if known is None:
            return computed(f"Fn::Split by {delimiter!r}", values, at)
        refused = scope.too_much(len(known) + 100 * known.count(delimiter), at)
        if refused is not None:
            return refused
        secret = isinstance(values[0], Sensitive)
        pieces = ListValue(tuple(Known(piece, at, values[0].assumed) for piece in known.split(delimiter)), at)
        return Sensitive(pieces, at) if secret else pieces

    return each_branch([scope.value(argument[1], place(argument, 1, at))], cut, at)


def select(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::Select`: one item of a list, counted from 0."""
    if not isinstance(argument, list) or len(argument) != 2:
        return scope.wrong("Fn::Select takes an index and a list", at)

    def pick(values: list[Value]) -> Value:
        index, listed = number(values[0]), values[1]
        if isinstance(listed, Sensitive):
            return Sensitive(pick([values[0], listed.inner]), at)
        if isinstance(listed, ListValue) and listed.complete and varies_in_length(listed.items):
            return each_branch(
                list(listed.items), lambda items: pick([values[0], ListValue(tuple(_flattened(items)), at)]), at
            )
        if index is None and isinstance(values[0], Known):
            return scope.wrong("the index of Fn::Select is not a number", at)
        if index is None or not isinstance(listed, ListValue) or not listed.complete:
            return computed("Fn::Select", values, at)
        if not 0 <= index < len(listed.items) or index != int(index):
            return scope.wrong(f"Fn::Select asks for item {index:g} of a list of {len(listed.items)}", at)
        return moved(listed.items[int(index)], at)

    return each_branch([scope.value(node, place(argument, i, at)) for i, node in enumerate(argument)], pick, at)


def find_in_map(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::FindInMap`: an entry of the section Mappings, with the DefaultValue of the language extensions."""
    if not isinstance(argument, list) or len(argument) not in (3, 4):
        return scope.wrong("Fn::FindInMap takes a mapping and two keys", at)
    default: Value | None = None
    if len(argument) == 4:
        last = argument[3]
        if not isinstance(last, dict) or "DefaultValue" not in last:
            return scope.wrong("the fourth item of Fn::FindInMap is not a DefaultValue", at)
        default = scope.value(last["DefaultValue"], place(last, "DefaultValue", at))

    def find(values: list[Value]) -> Value:
        keys = [string(value) for value in values]
        assumed = next((value.assumed for value in values if value.assumed), None)
        found = _candidates(scope.mappings, keys)
        if all(key is not None for key in keys):
            if not found:
                return default or scope.wrong(f"there is no {' / '.join(map(str, keys))} in Mappings", at)
            return scope.too_much(node_units(found[0]), at) or scope.plain(found[0], at, assumed)
        if found and default is None and all(one == found[0] for one in found[1:]):
            return scope.too_much(node_units(found[0]), at) or scope.plain(found[0], at, assumed)
        return computed("Fn::FindInMap", values, at)

    return each_branch([scope.value(node, place(argument, i, at)) for i, node in enumerate(argument[:3])], find, at)


def _candidates(node: object, keys: list[str | None]) -> list[object]:
    """The entries that three keys can mean, where None is a key that is not known."""
    found = [node]
    for key in keys:
        below: list[object] = []
        for one in found:
            if isinstance(one, dict):
                below.extend(one.values() if key is None else [one[key]] if key in one else [])
        found = below
    return found


def if_(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::If`: one of two values, each evaluated in the world in which it would be taken."""
    if not isinstance(argument, list) or len(argument) != 3 or not isinstance(argument[0], str):
        return scope.wrong("Fn::If takes the name of a condition and two values", at)
    return scope.branch(argument[0], argument, at)


def base64(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::Base64`: a known text encoded."""

    def encode(values: list[Value]) -> Value:
        known = string(values[0])
        if known is None:
            return computed("Fn::Base64", values, at)
        refused = scope.too_much(4 * len(known), at)
        if refused is not None:
            return refused
        from binascii import b2a_base64

        encoded = Known(b2a_base64(known.encode(), newline=False).decode("ascii"), at, values[0].assumed)
        return Sensitive(encoded, at) if isinstance(values[0], Sensitive) else encoded

    return each_branch([scope.value(argument, at)], encode, at)


def get_azs(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::GetAZs`: known only at deployment, since the zones differ between accounts."""
    region = scope.value(argument if argument is not None else "", at)
    if string(region) == "":
        region = scope.named("AWS::Region", at)
    return computed("Fn::GetAZs", [region], at)


def import_value(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::ImportValue`: the output of another stack, when that stack is in the graph."""
    return each_branch([scope.value(argument, at)], lambda values: scope.imported(values[0], at), at)


def transform(scope: Scope, argument: object, at: Location) -> Value:
    """`Fn::Transform`: what a macro makes of it is known only at deployment."""
    name = argument.get("Name") if isinstance(argument, dict) else None
    shown = name if isinstance(name, str) else "a macro"
    scope.note(f"the macro {shown} runs at deployment; what it makes is not known here", at)
    return Unknown(f"the macro {shown} runs at deployment", None, at)
