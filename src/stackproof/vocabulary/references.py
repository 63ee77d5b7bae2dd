"""References in CloudFormation's words: `aws_sqs_queue.orders.arn` is the Arn of the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.facts.types import type_facts
from stackproof.graph.query import get
from stackproof.graph.values import (
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    moved,
    text,
)
from stackproof.vocabulary.derive import letters, property_of
from stackproof.vocabulary.json_text import Encoded
from stackproof.vocabulary.lookups import looked_up
from stackproof.vocabulary.registry import shapes_of
from stackproof.vocabulary.shaping import is_null

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.vocabulary.native import NativeGraph, NativeResource
    from stackproof.vocabulary.registry import Chosen
    from stackproof.vocabulary.rows import Entry

# An argument may be written in terms of another's, but not without end.
_DEPTH = 12


class References:
    """Translates values of a native graph.

    Args:
        native: the graph.
        chosen: what is known of each managed resource, by address.
    """

    def __init__(self, native: NativeGraph, chosen: Mapping[str, Chosen]) -> None:
        self._native = native
        self._chosen = chosen

    def value(self, value: Value, depth: int = _DEPTH) -> Value:
        """The value with every reference translated; what is looked up is filled in as far as it is known."""
        if isinstance(value, Known):
            return value
        if isinstance(value, Reference):
            return self._reference(value, depth)
        if isinstance(value, MapValue):
            entries = {name: self.value(item, depth) for name, item in value.entries.items()}
            return MapValue(entries, value.at, value.assumed, complete=value.complete)
        if isinstance(value, ListValue):
            items = tuple([self.value(item, depth) for item in value.items])
            return ListValue(items, value.at, value.assumed, complete=value.complete)
        if isinstance(value, Text):
            return self._text(value, depth)
        if isinstance(value, Encoded):
            return Encoded(self.value(value.structure, depth), value.at, value.assumed)
        if isinstance(value, Conditional):
            then, otherwise = self.value(value.then, depth), self.value(value.otherwise, depth)
            return Conditional(value.condition, then, otherwise, value.at, value.assumed)
        if isinstance(value, Sensitive):
            return Sensitive(self.value(value.inner, depth), value.at, value.assumed)
        if isinstance(value, Unknown) and value.sources:
            sources = tuple([self.value(source, depth) for source in value.sources])
            return Unknown(value.reason, value.symbol, value.at, value.assumed, sources)
        return value

    def _text(self, value: Text, depth: int) -> Value:
        parts: list[str | Value] = []
        for part in value.parts:
            if isinstance(part, str):
                parts.append(part)
                continue
            one = self.value(part, depth)
            parts.append(one.as_text() if isinstance(one, Encoded) else one)
        return text(parts, value.at, value.assumed)

    def _reference(self, reference: Reference, depth: int) -> Value:
        target = self._native.resources.get(reference.target)
        if target is None:
            return reference
        if depth == 0:
            return Unknown(f"it is written in terms of itself ({reference.target})", None, reference.at)
        if target.mode == "data":
            return _placed(looked_up(target, reference.attribute, lambda one: self.value(one, depth - 1)), reference)
        entry = self._chosen[target.address].entry
        if entry.fold is not None:
            return self._of_folded(reference, target, entry, depth)
        if not entry.counterpart:
            return reference
        return self._of_resource(reference, target, entry, depth)

    def _of_folded(self, reference: Reference, target: NativeResource, entry: Entry, depth: int) -> Value:
        """A split resource has no counterpart of its own: what names the whole is the whole."""
        assert entry.fold is not None
        if reference.attribute in ("", "id", entry.fold.by, *entry.attributes):
            named = target.arguments.entries.get(entry.fold.by)
            if named is not None and not is_null(named):
                whole = self.value(named, depth - 1)
                if isinstance(whole, Reference) and reference.attribute in entry.attributes:
                    return Reference(whole.target, entry.attributes[reference.attribute], reference.at, whole.assumed)
                return _placed(whole, reference)
        argument = self._argument(target, reference.attribute, depth)
        if argument is not None:
            return _placed(argument, reference)
        reason = f"{reference.target}.{reference.attribute} is known only after deployment"
        return Unknown(reason, f"{reference.target}.{reference.attribute}", reference.at)

    def _argument(self, target: NativeResource, attribute: str, depth: int) -> Value | None:
        """What the target itself was given for the attribute; None where it was not given."""
        path = [int(step) if step.isdigit() else step for step in attribute.split(".")]
        if path[0] not in target.arguments.entries:
            return None
        found = get(target.arguments, *path)
        return None if is_null(found) else self.value(found, depth - 1)

    def _of_resource(self, reference: Reference, target: NativeResource, entry: Entry, depth: int) -> Value:
        attribute = reference.attribute or "id"
        facts = type_facts(entry.counterpart)
        if attribute in entry.attributes:
            own = entry.attributes[attribute]
            whole = self._property(target, own, entry, depth)
            # The id of a bucket's policy is the bucket.
            return _placed(whole, reference) if isinstance(whole, Reference) else self._to(reference, own)
        if attribute == "id":
            return self._to(reference, "")
        if attribute == "arn":
            if facts is not None and facts.ref == "arn":
                return self._to(reference, "")
            return self._to(reference, (facts.arn_attribute if facts else "") or "Arn")
        if attribute.endswith("tags_all"):
            return Unknown(f"{reference.target}.{attribute} is known only after deployment", None, reference.at)
        row = entry.rows.get(attribute)
        name = row.target if row is not None and row.sign == "=" else self._derived(attribute, entry)
        if facts is not None and name == facts.name_property:
            # The name stands for the resource, also where it is known.
            return self._to(reference, "" if facts.ref == "name" else name)
        given = self._argument(target, attribute, depth)
        return self._to(reference, name) if given is None else _placed(given, reference)

    def _property(self, target: NativeResource, own: str, entry: Entry, depth: int) -> Value | None:
        """What the target was given for a property that is no attribute; None for an attribute, or where it was not."""
        facts = type_facts(entry.counterpart)
        if not own or facts is None or own in facts.attributes:
            return None
        shapes = shapes_of(entry)
        for name in target.arguments.entries:
            row = entry.rows.get(name)
            found = (
                row.target if row is not None and row.sign == "=" else property_of(name, shapes) if row is None else ""
            )
            if found == own:
                return self._argument(target, name, depth)
        return None

    def _to(self, reference: Reference, attribute: str) -> Value:
        return Reference(reference.target, attribute, reference.at, reference.assumed)

    @staticmethod
    def _derived(attribute: str, entry: Entry) -> str:
        """The attribute of the same letters; Terraform's own where there is none."""
        facts = type_facts(entry.counterpart)
        wanted = letters(attribute.replace(".0.", ".").replace(".", ""))
        known = (*(facts.attributes if facts else ()), *shapes_of(entry))
        found = next((name for name in known if letters(name.replace(".", "")) == wanted), "")
        return found or (facts.name_property if facts and attribute == "name" else "") or attribute


def _placed(value: Value, reference: Reference) -> Value:
    """The value at the place where it is used."""
    return moved(value, reference.at) if reference.at.file else value
