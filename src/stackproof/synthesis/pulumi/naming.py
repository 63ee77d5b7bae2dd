"""Addresses, parents and providers of what a program registered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.resource import Parent
from stackproof.synthesis.pulumi.values import MARKER
from stackproof.vocabulary import pulumi as words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from stackproof.synthesis.pulumi.records import Registration

PROVIDER = "pulumi:providers:"
STACK_REFERENCE = "pulumi:pulumi:StackReference"


def is_component(one: Registration) -> bool:
    """Whether it only groups others."""
    return one.kind == "resource" and not one.custom


def is_provider(one: Registration) -> bool:
    """Whether it is the configuration of a provider."""
    return one.token.startswith(PROVIDER)


class Names:
    """Addresses by URN.

    An address is Terraform's: `aws_s3_bucket.logs`, `data.aws_region.1`. Where several resources of a type have the
    name, the names of the components that they are in stand in front: `site/aws_s3_bucket.logs`.

    Args:
        registrations: all of one run.
        labels: what to call a placeholder that is a part of a name, by its text.
        renamed: turns the names of this run into those of the first one, so that a twin has the same addresses.
    """

    def __init__(
        self,
        registrations: Iterable[Registration],
        labels: Mapping[str, str] | None = None,
        renamed: Callable[[str], str] = lambda name: name,
    ) -> None:
        self._renamed = renamed
        self._labels = {}
        for text, label in (labels or {}).items():
            for marker in MARKER.findall(text)[:1]:
                self._labels[marker] = (text, label)
        self.by_urn = {one.urn: one for one in registrations}
        self.addresses: dict[str, str] = {}
        real = [one for one in self.by_urn.values() if not is_component(one) and not is_provider(one)]
        short = {one.urn: self._short(one) for one in real}
        count = Counter(short.values())
        taken: set[str] = set()
        for one in real:
            address = short[one.urn]
            if count[address] > 1:
                address = "/".join([*(self.name(above) for above in self._above(one)), address])
            number, wanted = 1, address
            while address in taken:
                number += 1
                address = f"{wanted}#{number}"
            taken.add(address)
            self.addresses[one.urn] = address

    def name(self, one: Registration) -> str:
        """Its logical name, without placeholders."""
        return self._renamed(self.readable(one.name))

    def readable(self, text: str) -> str:
        """A text with what its placeholders stand for in their place."""
        for marker in MARKER.findall(text):
            whole, label = self._labels.get(marker, (marker, "?"))
            text = text.replace(whole, label)
        return text

    def _short(self, one: Registration) -> str:
        if one.kind == "call":
            return f"data.{words.data_type(one.token)}.{one.name}"
        return f"{'data.' if one.kind == 'read' else ''}{words.terraform_type(one.token)}.{self.name(one)}"

    def address_of(self, urn: str) -> str | None:
        """The address of what a URN names; None for a component and for what is not known."""
        return self.addresses.get(urn)

    def _above(self, one: Registration) -> list[Registration]:
        """The registered parents, outermost first; the stack itself is none."""
        found: list[Registration] = []
        seen = {one.urn}
        above = self.by_urn.get(one.parent)
        while above is not None and above.urn not in seen and len(found) < 100:
            seen.add(above.urn)
            found.append(above)
            above = self.by_urn.get(above.parent)
        return found[::-1]

    def parents(self, one: Registration) -> tuple[Parent, ...]:
        """The chain of components and resources that a resource was made in, outermost first."""
        return tuple(
            Parent("component" if is_component(above) else "resource", self.name(above), place(above))
            for above in self._above(one)
        )

    def location(self, one: Registration) -> Location:
        """Where it was written: its own line, else that of the nearest parent that has one."""
        if one.at != NOWHERE:
            return one.at
        return next((place(above) for above in reversed(self._above(one)) if place(above) != NOWHERE), NOWHERE)

    def components(self) -> Iterator[Registration]:
        """What groups resources."""
        return (one for one in self.by_urn.values() if is_component(one))


def place(one: Registration) -> Location:
    """For a component the call of its constructor, for a resource the innermost line of the user's."""
    return one.site if is_component(one) else one.at
