"""What providers of AWS are told: region, account, tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE
from stackproof.graph.values import Known, ListValue, MapValue, Text, Unknown, Value, unmasked
from stackproof.synthesis.pulumi.naming import PROVIDER, is_provider
from stackproof.vocabulary import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.location import Location
    from stackproof.synthesis.pulumi.decoding import Run
    from stackproof.synthesis.pulumi.records import Registration

_ROLE = re.compile(r"arn:[a-z-]+:iam::([0-9]{12}):role/")
_PACKAGES = ("aws", "aws-native")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider's region, account and default tags, in the words of the graph."""

    region: Value = field(default_factory=lambda: Unknown("the region is not stated", "AWS::Region"))
    account: Value = field(default_factory=lambda: Unknown("the account is not stated", "AWS::AccountId"))
    default_tags: Value | None = None


def provider(inputs: Mapping[str, Value], below: Provider, at: Location = NOWHERE) -> Provider:
    """A provider of these inputs; a region that it does not name is the one of `below`."""
    region = inputs.get("region")
    roles = _structure(inputs.get("assumeRoles"))
    role = _structure(inputs.get("assumeRole")) or (
        roles.items[-1] if isinstance(roles, ListValue) and roles.items else None
    )
    account = _account(role, _structure(inputs.get("allowedAccountIds")), at)
    tags = _structure(inputs.get("defaultTags"))
    return Provider(
        region=region if region is not None else below.region,
        account=account if account is not None else below.account if role is None else Provider().account,
        default_tags=tags.entries.get("tags") if isinstance(tags, MapValue) else tags,
    )


def _structure(value: Value | None) -> Value | None:
    """What a provider's input holds: Pulumi passes everything but texts as JSON."""
    if value is None or isinstance(value, (MapValue, ListValue)):
        return value
    return json_text.parse(unmasked(value)) or (value if isinstance(value, Unknown) else None)


def _account(role: Value | None, allowed: Value | None, at: Location) -> Value | None:
    if isinstance(role, MapValue):
        arn = role.entries.get("roleArn")
        start = arn.parts[0] if isinstance(arn, Text) else arn.data if isinstance(arn, Known) else None
        match = _ROLE.match(start) if isinstance(start, str) else None
        return Known(match.group(1), at) if match else Unknown("the account is that of a role", None, at)
    if isinstance(allowed, ListValue) and allowed.complete and len(allowed.items) == 1:
        return allowed.items[0]
    return None


class Providers:
    """The providers that a program makes.

    Attributes:
        explicit: what each is told, by name, for `Stack.settings`.
    """

    def __init__(self, run: Run, default: Provider) -> None:
        self.default = default
        self.explicit: dict[str, Value] = {}
        self._made: dict[str, tuple[str, Provider]] = {}
        for one in run.records.registrations:
            if is_provider(one):
                at = run.names.location(one)
                inputs = run.inputs(one)
                name = run.names.name(one)
                self.explicit[name] = MapValue({"package": Known(one.token.removeprefix(PROVIDER), at), **inputs}, at)
                if one.token.removeprefix(PROVIDER) in _PACKAGES:
                    self._made[one.urn] = (name, provider(inputs, default, at))

    def of(self, one: Registration) -> Provider:
        """The provider of a resource; that of the stack's configuration where it has none of its own."""
        found = self._found(one)
        return found[1] if found is not None else self.default

    def name(self, one: Registration) -> str:
        """The name of a resource's own provider; empty for the default one."""
        found = self._found(one)
        return found[0] if found is not None else ""

    def _found(self, one: Registration) -> tuple[str, Provider] | None:
        return self._made.get(one.provider.rpartition("::")[0])
