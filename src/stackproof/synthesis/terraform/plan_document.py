"""A plan in JSON (`terraform show -json`): its resources, and the configuration that it repeats, as plain data.

The format: https://developer.hashicorp.com/terraform/internals/json-format, format_version 1.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_DEPTH = 80
"""Levels of nesting that a plan may have."""

_ADDRESS = re.compile(r'"address"\s*:\s*"((?:[^"\\]|\\.)*)"')

Json = dict[str, Any]
"""An object of the document, whose values may be anything that JSON has."""


@dataclass(slots=True)
class PlannedResource:
    """One instance of a resource.

    Attributes:
        address, module, mode, type, name: as Terraform names them; `module` is the address of its module.
        values: what is known of it after the deployment.
        unknown, sensitive: maps of the same form with `true` where a value is not known yet, or is a secret.
        actions: what Terraform is going to do; empty where the plan does not say.
    """

    address: str
    module: str
    mode: str
    type: str
    name: str
    values: Json
    unknown: object = field(default_factory=dict)
    sensitive: object = field(default_factory=dict)
    actions: tuple[str, ...] = ()


class PlanDocument:
    """A plan that was read.

    Attributes:
        root: the whole document.
        lines: the line in which an address is first named.
    """

    def __init__(self, data: bytes, file: str) -> None:
        """Reads a plan.

        Raises:
            InputError: it is no well-formed JSON, no plan, or nested too deeply.
        """
        try:
            text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
            root = json.loads(text)
        except RecursionError:
            raise InputError("the plan is nested too deeply", file=file) from None
        except ValueError as error:
            line = getattr(error, "lineno", None)
            raise InputError("the plan is not valid JSON", file=file, line=line) from None
        if not isinstance(root, dict) or not isinstance(root.get("format_version"), str):
            hint = "A plan is what `terraform show -json tfplan` prints"
            raise InputError("this is no plan of Terraform's in JSON", file=file, hint=hint)
        if _depth(root) > MAX_DEPTH:
            raise InputError(f"the plan is nested deeper than {MAX_DEPTH} levels", file=file)
        self.root: Json = root
        self.file = file
        self.lines: dict[str, int] = {}
        line, position = 1, 0
        for match in _ADDRESS.finditer(text):
            line += text.count("\n", position, match.start())
            position = match.start()
            self.lines.setdefault(match.group(1).replace('\\"', '"'), line)

    def resources(self) -> list[PlannedResource]:
        """Every resource that is there after the deployment, and what was looked up, in the order of the document."""
        changes = {str(one.get("address")): one for one in _objects(self.root.get("resource_changes"))}
        found: dict[str, PlannedResource] = {}
        prior = _object(_object(self.root.get("prior_state")).get("values"))
        for module, one in _in_modules(_object(prior.get("root_module")), ""):
            if one.get("mode") == "data":
                _add(found, module, one, {})
        planned = _object(self.root.get("planned_values"))
        for module, one in _in_modules(_object(planned.get("root_module")), ""):
            _add(found, module, one, _object(changes.get(str(one.get("address")))))
        return list(found.values())

    def configured(self, resource: PlannedResource) -> Json:
        """What the configuration says of a resource; empty where it is not there."""
        module = self.module_configuration(resource.module)
        wanted = (resource.mode, resource.type, resource.name)
        for one in _objects(module.get("resources")):
            if (one.get("mode"), one.get("type"), one.get("name")) == wanted:
                return one
        return {}

    def module_configuration(self, address: str) -> Json:
        """The configuration of a module by its address."""
        current = _object(_object(self.root.get("configuration")).get("root_module"))
        for name in module_names(address):
            calls = _object(current.get("module_calls"))
            current = _object(_object(calls.get(name)).get("module"))
        return current

    def call(self, address: str) -> Json:
        """The call of a module by the module's address."""
        names = module_names(address)
        if not names:
            return {}
        current = _object(_object(self.root.get("configuration")).get("root_module"))
        for name in names[:-1]:
            current = _object(_object(_object(current.get("module_calls")).get(name)).get("module"))
        return _object(_object(current.get("module_calls")).get(names[-1]))

    def versions(self) -> dict[str, str]:
        """The version of Terraform that made the plan, and those that it asks for of its providers."""
        found: dict[str, str] = {}
        core = self.root.get("terraform_version")
        if isinstance(core, str):
            found["terraform"] = core
        for one in _object(_object(self.root.get("configuration")).get("provider_config")).values():
            if isinstance(one, dict) and isinstance(one.get("version_constraint"), str):
                found[str(one.get("name"))] = one["version_constraint"]
        return found

    def variables(self) -> Json:
        """The values of the root module's variables."""
        return {
            name: one.get("value")
            for name, one in _object(self.root.get("variables")).items()
            if isinstance(one, dict) and "value" in one
        }

    def provider(self, key: str) -> Json:
        """The configuration of a provider by the key that a resource names it with."""
        return _object(_object(_object(self.root.get("configuration")).get("provider_config")).get(key))


def module_names(address: str) -> list[str]:
    """The names of the calls that lead to a module: `module.a["x.y"].module.b` gives a and b."""
    bare = re.sub(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]', "", address)
    return bare.split(".")[1::2] if bare else []


def _add(found: dict[str, PlannedResource], module: str, one: Json, change: Json) -> None:
    address = str(one.get("address", ""))
    details = _object(change.get("change"))
    actions = details.get("actions")
    if not address or address in found:
        return
    found[address] = PlannedResource(
        address=address,
        module=module,
        mode=str(one.get("mode", "managed")),
        type=str(one.get("type", "")),
        name=str(one.get("name", "")),
        values=_object(one.get("values")),
        unknown=details.get("after_unknown", {}),
        sensitive=one.get("sensitive_values") or details.get("after_sensitive") or {},
        actions=tuple([str(action) for action in actions]) if isinstance(actions, list) else (),
    )


def _in_modules(module: Json, address: str) -> Iterator[tuple[str, Json]]:
    pending = [(address, module)]
    while pending:
        name, current = pending.pop()
        for one in _objects(current.get("resources")):
            yield name, one
        below = [(str(child.get("address", "")), child) for child in _objects(current.get("child_modules"))]
        pending.extend(reversed(below))


def _object(data: object) -> Json:
    return data if isinstance(data, dict) else {}


def _objects(data: object) -> list[Json]:
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []


def _depth(root: object) -> int:
    deepest = 0
    pending: list[tuple[object, int]] = [(root, 1)]
    while pending:
        current, depth = pending.pop()
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            break
        below = current.values() if isinstance(current, dict) else current if isinstance(current, list) else ()
        pending.extend((one, depth + 1) for one in below)
    return deepest


def expressions_of(configuration: Mapping[str, object]) -> Json:
    """The expressions of a resource's or a call's configuration."""
    return _object(configuration.get("expressions"))
