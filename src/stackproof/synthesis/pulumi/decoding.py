"""One run of a program, with its placeholders understood."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE
from stackproof.graph.values import Reference, Sensitive, Unknown, Value
from stackproof.synthesis.pulumi.naming import STACK_REFERENCE, Names, is_component
from stackproof.synthesis.pulumi.values import Decoder
from stackproof.vocabulary import pulumi as words

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.synthesis.pulumi.records import Records, Registration


class Run:
    """One run, decoded."""

    def __init__(
        self, records: Records, alphabet: int, renamed: Callable[[str], str], secrets: tuple[str, ...] = ()
    ) -> None:
        self.records = records
        self.names = Names(records.registrations, _labels(records), renamed)
        self.decoder = Decoder(alphabet, self.names.address_of, secrets, records.home)
        for placeholder, key in records.secrets.items():
            reason = f"the value of the secret {key} is encrypted in the stack's configuration"
            self.decoder.learn(placeholder, Sensitive(Unknown(reason, f"config {key}")))
        for placeholder, (key, at) in records.unset.items():
            self.decoder.learn(placeholder, Unknown(f"the configuration {key} has no value", f"config {key}", at))
        for one in records.registrations:
            address = self.names.address_of(one.urn)
            for attribute, text in one.placeholders.items():
                self.decoder.learn(text, _meaning(one, address, attribute))
        for marker, source in records.derived.items():
            self.decoder.learn_derived(marker, source)

    def inputs(self, one: Registration) -> dict[str, Value]:
        """The values that the program gave, by Pulumi's names."""
        at = self.names.location(one)
        found = {}
        for name, data in one.inputs.items():
            sources = self.decoder.references(one.property_dependencies.get(name, ()), at)
            found[name] = self.decoder.value(data, at, sources)
        return found

    @cached_property
    def registered(self) -> dict[str, Registration]:
        """What becomes a resource or is looked up, by address, in the order of the program."""
        addresses = self.names.addresses
        return {addresses[one.urn]: one for one in self.records.registrations if one.urn in addresses}


def _labels(records: Records) -> dict[str, str]:
    """What to call each placeholder where it is a part of a name."""
    found = dict(records.secrets)
    found |= {text: key for text, (key, _) in records.unset.items()}
    for one in records.registrations:
        short = words.data_type(one.token) if one.kind == "call" else one.name
        found |= {text: f"{short}.{attribute}" for attribute, text in one.placeholders.items()}
    return found


def _meaning(one: Registration, address: str | None, attribute: str) -> Value:
    if address is None:
        what = "component" if is_component(one) else "provider"
        return Unknown(f"it is {attribute} of the {what} {one.name}, whose implementation is not run")
    if one.token == STACK_REFERENCE:
        return Unknown(f"it is known in the stack {one.name} alone", None, NOWHERE, None, (Reference(address),))
    return Reference(address, words.attribute(one.token, attribute, is_call=one.kind == "call"))
