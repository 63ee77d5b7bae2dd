"""Which service takes which role: a function's role is taken by Lambda, a task's by ECS.

Read 2026-11-28 from the pages named in each row's rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.identity import identities
from stackproof.graph.query import elements, get
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Text, Value, text
from stackproof.reasoning.iam.access import permits_principal
from stackproof.reasoning.iam.grants import trust_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

ROLE = "AWS::IAM::Role"


class Use(NamedTuple):
    """A property that hands a role to a service.

    Attributes:
        path: to the property; `[]` behind a step stands for each entry of a list.
        service: the service's principal; `REGION` in it stands for the region.
        other: a second principal that the service takes roles under, or empty.
    """

    path: tuple[str, ...]
    service: str
    other: str = ""


class Refusal(NamedTuple):
    """A role that is handed to a service which its trust policy does not let in."""

    role: Resource
    value: Value
    service: str


def refused(holder: Resource, uses: tuple[Use, ...], graph: Graph) -> Iterator[Refusal]:
    """The roles of a resource that the service, for certain, cannot take."""
    if holder.exists is not Truth.YES:
        return
    for use in uses:
        for value in _values(holder.properties, use.path):
            for found in identities(value, graph, ROLE):
                role = found.resource
                certain = role is not None and role.type == ROLE and found.truth is Truth.YES
                if certain and role is not None and role.exists is Truth.YES and _is_refused(role, use, graph):
                    yield Refusal(role, value, use.service.replace(".REGION", ""))


def _is_refused(role: Resource, use: Use, graph: Graph) -> bool:
    policy = trust_policy(role)
    for service in filter(None, (use.service, use.other)):
        for name in (service, f"{service}.cn"):
            who = _principal(name, role)
            if permits_principal(policy, who, "sts:AssumeRole", graph).truth is not Truth.NO:
                return False
    return True


def _principal(service: str, role: Resource) -> Value | str:
    before, found, behind = service.partition("REGION")
    return text([before, role.region, behind]) if found else service


def _values(value: Value, path: tuple[str, ...]) -> Iterator[Value]:
    if not path:
        # A text that begins with a reference to a role is its ARN with something behind it.
        if not isinstance(value, (Absent, Text)):
            yield value
        return
    step, rest = path[0], path[1:]
    if step.endswith("[]"):
        for item in elements(get(value, step[:-2]))[0]:
            yield from _values(item, rest)
    else:
        yield from _values(get(value, step), rest)
