"""Reads a synthesised template back: what the CDK or we made up for the synthesis becomes unknown again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from stackproof.graph.values import Unknown
from stackproof.synthesis.cdk.context import ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stackproof.synthesis.cdk.cloud_assembly import Lookup, StackArtifact

# What aws-cdk-lib 2.275 goes on with where a look-up has no answer: `dummyValue` in its sources, read 2026-11-21.
_MADE_UP: dict[str, tuple[str, ...]] = {
    "ami": (r"ami-1234\b",),
    "availability-zones": (r"dummy1[a-c]\b",),
    "endpoint-service-availability-zones": (r"dummy1[a-c]\b",),
    "hosted-zone": (r"\bDUMMY\b",),
    "key-provider": ("1234abcd-12ab-34cd-56ef-1234567890ab",),
    "load-balancer": (
        r"arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/\w+/my-load-balancer/50dc6c495c0c9188",
        "my-load-balancer-[0-9]+.us-west-2.elb.amazonaws.com",
        r"Z3DZXE0EXAMPLE\b",
        r"sg-1234\b",
        r"vpc-12345\b",
    ),
    "load-balancer-listener": (
        r"arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/\w+/my-load-balancer/50dc6c495c0c9188/\w+",
        r"sg-123456789012\b",
    ),
    "security-group": (r"sg-12345(?:678)?\b",),
    "vpc-provider": (
        r"vpc-12345\b",
        r"[sp]-(?:12345|67890)\b",
        r"rtb-[0-9]{5}[sp]\b",
        r"dummy1[a-c]\b",
        r"\b1\.2\.3\.4/5",
    ),
}
_NAMES = frozenset({"Ref", "Fn::GetAtt", "Condition", "DependsOn", "Type"})
"""What stands below these keys names something of the template."""

_HOW_TO_ASK = frozenset(
    (
        "account", "dummyValue", "ignoreErrorOnMissingContext", "lookupRoleArn", "lookupRoleAdditionalOptions",
        "lookupRoleExternalId", "region", "returnAsymmetricSubnets",
    )
)  # fmt: skip
"""What says how the question is to be asked, not what it is."""

_LISTS = frozenset({"availability-zones", "cc-api-provider", "endpoint-service-availability-zones", "vpc-provider"})
"""Look-ups whose answer can decide how many resources there are."""


def shown(lookup: Lookup) -> str:
    """A look-up in words, such as `look-up ssm (parameterName /db/port)`."""
    told = [f"{key} {json.dumps(value) if isinstance(value, (dict, list)) else value}" for key, value in _asked(lookup)]
    return f"look-up {lookup.provider} ({', '.join(told)[:200]})" if told else f"look-up {lookup.provider}"


def _asked(lookup: Lookup) -> Iterator[tuple[str, Any]]:
    for key, value in sorted(lookup.props.items()):
        if key not in _HOW_TO_ASK:
            yield key, value


def decides_resources(lookup: Lookup) -> bool:
    """Whether the answer can change which resources there are."""
    return lookup.provider in _LISTS


class Readback:
    """Replaces made-up values in templates.

    Args:
        lookups: what was not answered.
    """

    def __init__(self, lookups: Sequence[Lookup]) -> None:
        self._reasons: dict[str, str] = {}
        patterns: dict[str, list[str]] = {}
        for lookup in lookups:
            for pattern in _patterns(lookup):
                patterns.setdefault(pattern, []).append(shown(lookup))
        groups = [f"(?P<account>{ACCOUNT})"]
        for index, (pattern, asked) in enumerate(sorted(patterns.items(), key=lambda item: -len(item[0]))):
            name = f"lookup{index}"
            groups.append(f"(?P<{name}>{pattern})")
            self._reasons[name] = " or ".join(dict.fromkeys(asked))
        self._expression = re.compile("|".join(groups))

    def apply(self, stack: StackArtifact) -> None:
        """Changes the stack's template in place; JSON-like data may hold graph values afterwards."""
        if self._reasons or ACCOUNT in stack.text:
            stack.template = self._replaced(stack.template)
        if stack.account == ACCOUNT:
            stack.account = None

    def _replaced(self, data: Any) -> Any:  # noqa: ANN401 - JSON data
        if isinstance(data, str):
            return self._string(data)
        if isinstance(data, list):
            return [self._replaced(item) for item in data]
        if not isinstance(data, dict):
            return data
        made = {}
        for key, item in data.items():
            if key in _NAMES and (isinstance(item, str) or key == "Fn::GetAtt"):
                made[key] = item
            elif key == "Fn::Sub":
                made[key] = self._substitution(item)
            else:
                made[key] = self._replaced(item)
        return made

    def _substitution(self, argument: Any) -> Any:  # noqa: ANN401 - JSON data
        """In the text of Fn::Sub what is unknown becomes a variable."""
        text, variables = (
            (argument[0], argument[1]) if isinstance(argument, list) and len(argument) == 2 else (argument, {})
        )
        if not isinstance(text, str) or not isinstance(variables, dict):
            return argument
        made = {key: self._replaced(item) for key, item in variables.items()}

        def name(match: re.Match[str]) -> str:
            if match.lastgroup == "account":
                return "${AWS::AccountId}"
            variable = f"lookup.{len(made)}"
            made[variable] = self._unknown(match.lastgroup or "", match.group())
            return f"${{{variable}}}"

        text = self._expression.sub(name, text)
        return [text, made] if made else text

    def _string(self, text: str) -> object:
        parts: list[object] = []
        end = 0
        for match in self._expression.finditer(text):
            if match.start() > end:
                parts.append(text[end : match.start()])
            name = match.lastgroup or ""
            parts.append({"Ref": "AWS::AccountId"} if name == "account" else self._unknown(name, match.group()))
            end = match.end()
        if not parts:
            return text
        if end < len(text):
            parts.append(text[end:])
        return parts[0] if len(parts) == 1 else {"Fn::Join": ["", parts]}

    def _unknown(self, name: str, made_up: str) -> Unknown:
        asked = self._reasons[name]
        # Several look-ups of a kind share their made-up values, so only a single one's are told apart.
        symbol = None if " or " in asked else f"{asked} {made_up}"
        return Unknown(f"{asked} can be answered only in the account", symbol)


def _patterns(lookup: Lookup) -> list[str]:
    found = list(_MADE_UP.get(lookup.provider, ()))
    if lookup.provider == "ssm":
        found.append(re.escape(f"dummy-value-for-{lookup.props.get('parameterName')}"))
    found += [re.escape(text) for text in _texts(lookup.props.get("dummyValue")) if len(text) > 3]
    return found


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, (list, dict)):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _texts(item)


VARYING = "it differs between two runs of the program with the same settings"


def varying(first: object, again: object) -> Iterator[tuple[str | int, ...]]:
    """The paths at which two templates of equal settings differ."""
    stack: list[tuple[tuple[str | int, ...], object, object]] = [((), first, again)]
    while stack:
        path, one, other = stack.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            stack.extend(((*path, key), item, other[key]) for key, item in one.items() if key in other)
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            stack.extend(((*path, index), item, other[index]) for index, item in enumerate(one))
        elif one != other:
            yield path


def forget(template: dict[str, Any], path: tuple[str | int, ...]) -> None:
    """Puts an unknown at a path of a template, where the path is there."""
    here: Any = template
    for step in path[:-1]:
        if not _holds(here, step):
            return
        here = here[step]
    if path and _holds(here, path[-1]):
        here[path[-1]] = Unknown(VARYING)


def _holds(data: object, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, dict) and step in data
