"""Provider configurations: which one a resource uses, and the region, account and tags that it brings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Sensitive, Value
from stackproof.synthesis.terraform.lift import known_text
from stackproof.synthesis.terraform.syntax import Literal, MapExpression, Name, Traversal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.blocks import BlockReader
    from stackproof.synthesis.terraform.module_scope import ModuleScope
    from stackproof.synthesis.terraform.syntax import Block, Expression

_SECRETS = frozenset({"access_key", "secret_key", "token", "password", "api_token", "api_key", "client_secret"})
_ROLE = re.compile(r"arn:[\w-]+:iam::(\d{12}):role/")


@dataclass(slots=True)
class Provider:
    """One configuration of a provider; `arguments` are those of its block."""

    name: str
    alias: str | None
    arguments: MapValue
    at: Location

    @property
    def region(self) -> Value | None:
        """The region, where it is stated."""
        return self.arguments.entries.get("region")

    @property
    def account(self) -> Value | None:
        """The account, where a role or a list of allowed accounts tells it."""
        allowed = self.arguments.entries.get("allowed_account_ids")
        if isinstance(allowed, ListValue) and allowed.complete and len(allowed.items) == 1:
            return allowed.items[0]
        roles = self.arguments.entries.get("assume_role")
        if isinstance(roles, ListValue) and roles.items:
            # Of several roles the last one is the one that deploys.
            roles = roles.items[-1]
        if isinstance(roles, MapValue):
            arn = roles.entries.get("role_arn")
            text = known_text(arn) if arn is not None else None
            match = _ROLE.match(text or "")
            if match and arn is not None:
                return Known(match.group(1), arn.at, arn.assumed)
        return None

    @property
    def default_tags(self) -> Value | None:
        """Tags that every resource gets."""
        found = self.arguments.entries.get("default_tags")
        if isinstance(found, ListValue) and found.complete and len(found.items) == 1:
            found = found.items[0]
        if isinstance(found, MapValue):
            return found.entries.get("tags")
        return found


Providers = dict[str, Provider]
"""Configurations by the name that a module knows them under: `aws`, `aws.west`."""


def configured(scope: ModuleScope, inherited: Mapping[str, Provider], reader: BlockReader) -> Providers:
    """The configurations that a module's resources can use."""
    found = dict(inherited)
    for block in scope.module.providers:
        provider = _read(block, scope, reader)
        key = f"{provider.name}.{provider.alias}" if provider.alias else provider.name
        found[key] = provider
    return found


def _read(block: Block, scope: ModuleScope, reader: BlockReader) -> Provider:
    alias = block.body.get("alias")
    arguments = scope.context.run(lambda: reader.arguments(block.body, scope.frame, block.at, ("alias", "version")))
    entries = dict(arguments.entries)
    for name in entries.keys() & _SECRETS:
        if not isinstance(entries[name], Sensitive):
            entries[name] = Sensitive(entries[name], entries[name].at)
    text = alias.data if isinstance(alias, Literal) and isinstance(alias.data, str) else None
    return Provider(block.labels[0], text, MapValue(entries, block.at), block.at)


def passed(block: Block, providers: Mapping[str, Provider]) -> Providers:
    """The configurations that a module call hands to the module."""
    found = {key: provider for key, provider in providers.items() if "." not in key}
    mapping = block.body.get("providers")
    if isinstance(mapping, MapExpression):
        for key, value in mapping.entries:
            inner, outer = reference_text(key), reference_text(value)
            if inner is not None and outer is not None and outer in providers:
                found[inner] = providers[outer]
            elif inner is not None:
                found.pop(inner, None)
    return found


def reference_text(expression: Expression | None) -> str | None:
    """A reference to a provider, a resource or an attribute as it is written: `aws.west`, `aws_x.y["k"]`."""
    if isinstance(expression, Name):
        return expression.name
    if isinstance(expression, Literal):
        return expression.data if isinstance(expression.data, str) else None
    if not isinstance(expression, Traversal):
        return None
    text = reference_text(expression.base)
    for step in expression.steps:
        if text is None:
            return None
        if isinstance(step, str):
            text += f".{step}"
        elif isinstance(step, Literal):
            text += f'["{step.data}"]' if isinstance(step.data, str) else f"[{step.data}]"
        else:
            text += "[*]" if isinstance(step, tuple) else "[...]"
    return text


def key_of(block: Block) -> tuple[str, bool]:
    """The configuration that a resource uses, and whether the resource names it itself."""
    written = reference_text(block.body.get("provider"))
    if written is not None:
        return written, True
    return block.labels[0].partition("_")[0], False


def region_of(value: Value | None) -> Value | None:
    """A region that is stated; None for one that is not set."""
    if value is None or isinstance(value, Absent):
        return None
    if isinstance(value, Known) and value.data in (None, ""):
        return None
    if isinstance(value, Conditional) and isinstance(value.then, Absent) and isinstance(value.otherwise, Absent):
        return None
    return value
