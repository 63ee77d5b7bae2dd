"""What a value that is not known at planning refers to, by the configuration that the plan repeats.

The configuration tells which names an expression uses, and not what it makes of them. So a reference stands for the
value itself only where the argument is one that takes an identifier; anywhere else the value is unknown, and the
references are its sources.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.values import Known, ListValue, Reference, Unknown, Value
from stackproof.synthesis.terraform.plan_document import expressions_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.plan_document import PlanDocument

_MAX_HOPS = 30
_IDENTIFIER = re.compile(
    r"(?:^|_)(?:id|ids|arn|arns|bucket|role|function_name|cluster|topic|queue_url|user|group|roles|key|subnets|vpc"
    r"|security_groups|policy_arn|load_balancer_arn|rest_api|stream|table_name|repository|certificate_arn)$"
)
_NAME = re.compile(r"(data\.)?([a-z0-9]+_\w+)\.([\w-]+)((?:\[[^\]]*\])?)(?:\.(.+))?$", re.ASCII)
UNKNOWN = "it is known only after the deployment"


class PlanReferences:
    """Finds what expressions of a plan's configuration refer to.

    Args:
        document: the plan.
        addresses: the addresses of all resources in it.
    """

    def __init__(self, document: PlanDocument, addresses: list[str]) -> None:
        self._document = document
        self._instances: dict[str, list[str]] = {}
        for address in addresses:
            self._instances.setdefault(_without_last_index(address), []).append(address)

    def value(self, name: str, expression: object, module: str, at: Location) -> Value:
        """The value of an argument that is not known yet.

        Args:
            name: of the argument.
            expression: its form in the configuration.
            module: address of the module that it stands in.
            at: where it stands.
        """
        found = self._targets(expression, module, 0)
        certain = len(found) == 1 and found[0].attribute != "*"
        if certain and _IDENTIFIER.search(name):
            only = Reference(found[0].target, found[0].attribute, at)
            return ListValue((only,), at) if name.endswith("s") and not name.endswith("address") else only
        return Unknown(UNKNOWN, None, at, None, tuple(found))

    def _targets(self, expression: object, module: str, hops: int) -> list[Reference]:
        """The resources that an expression uses, each with the attribute; `*` where that is not told."""
        found: dict[Reference, None] = {}
        for text in _most_exact(_names(expression)):
            for reference in self._target(text, module, hops):
                found[reference] = None
        return list(found)

    def _target(self, text: str, module: str, hops: int) -> list[Reference]:
        prefix = f"{module}." if module else ""
        if hops > _MAX_HOPS:
            return []
        if text.startswith("var."):
            call = expressions_of(self._document.call(module))
            name = text.split(".")[1].partition("[")[0]
            return self._targets(call.get(name), _parent(module), hops + 1) if module else []
        if text.startswith("module."):
            parts = text.split(".")
            inner = f"{prefix}module.{parts[1]}"
            if len(parts) < 3:
                return []
            outputs = self._document.module_configuration(inner).get("outputs")
            output = outputs.get(parts[2].partition("[")[0]) if isinstance(outputs, dict) else None
            expression = output.get("expression") if isinstance(output, dict) else None
            return self._targets(expression, inner, hops + 1)
        match = _NAME.fullmatch(text)
        if match is None:
            return []
        data, kind, name, index, attribute = match.groups()
        base = f"{prefix}{data or ''}{kind}.{name}"
        instances = self._instances.get(base, [])
        if index and base + index in instances:
            instances = [base + index]
        return [Reference(address, attribute or "*") for address in instances]


def _names(expression: object) -> list[str]:
    """The references in an expression, or in all expressions of nested blocks."""
    found: list[str] = []
    pending = [expression]
    while pending:
        current = pending.pop()
        if isinstance(current, dict):
            references = current.get("references")
            if isinstance(references, list):
                found += [one for one in references if isinstance(one, str)]
            else:
                pending.extend(current.values())
        elif isinstance(current, list):
            pending.extend(current)
    return found


def _most_exact(names: list[str]) -> list[str]:
    """The names without those that only name the beginning of another one, as Terraform adds them."""
    return [
        name for name in dict.fromkeys(names) if not any(other.startswith((f"{name}.", f"{name}[")) for other in names)
    ]


def _without_last_index(address: str) -> str:
    return re.sub(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]$', "", address)


def _parent(module: str) -> str:
    """The address of the module that a module is called in."""
    return _without_last_index(module).rpartition("module.")[0].removesuffix(".")


def constant(expression: object, variables: Mapping[str, object]) -> Value | None:
    """The value of an expression that is a constant or a variable of the root module alone."""
    if not isinstance(expression, dict):
        return None
    if isinstance(expression.get("constant_value"), (str, int, float, bool)):
        return Known(expression["constant_value"])
    references = expression.get("references")
    if isinstance(references, list) and len(references) == 1 and isinstance(references[0], str):
        name = references[0].removeprefix("var.")
        found = variables.get(name) if name != references[0] else None
        if isinstance(found, (str, int, float, bool)):
            return Known(found)
    return None
