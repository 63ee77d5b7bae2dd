"""What the execution role of a Lambda function lets it do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import elements, present
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.iam import permits
from stackproof.reasoning.iam.attachments import identity_policies
from stackproof.reasoning.iam.matching import speaks_of_action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_ROLE = "AWS::IAM::Role"


def execution_role(graph: Graph, function: Resource) -> Resource | None:
    """The role of a function, as far as `certain_role` tells it."""
    return certain_role(graph, function.get("Role"))


def certain_role(graph: Graph, written: Value) -> Resource | None:
    """The role that is named, where it is one of the graph for certain and no policy can be hidden elsewhere."""
    if graph.rewritten or graph.undecided_resources:
        return None
    found = identify(written, graph, _ROLE)
    role = found.resource
    sure = role is not None and role.type == _ROLE and found.truth is Truth.YES
    return role if sure and role is not None and role.exists is not Truth.NO else None


def permits_anywhere(graph: Graph, role: Resource, action: str) -> Truth:
    """Whether a role's own policies allow an action on anything at all; conditions are taken to hold."""
    document = identity_policies(role, graph)
    answers = [
        speaks_of_action(one, action) & one.present if one.effect == "Allow" else Truth.UNDECIDED
        for one in document.statements
        if one.effect != "Deny"
    ]
    answer = some(answers)
    return answer if answer is not Truth.NO or document.complete else Truth.UNDECIDED


def role_in_network(graph: Graph, function: Resource) -> Resource | None:
    """The role of a function that is certainly there and in subnets, as far as `certain_role` tells it."""
    if is_in_vpc(function) is not Truth.YES or function.exists is not Truth.YES:
        return None
    return execution_role(graph, function)


def lacking(graph: Graph, role: Resource, actions: Sequence[str], target: Resource | Value) -> list[str]:
    """Those of the actions that a role may certainly not do to a target."""
    return [one for one in actions if permits(graph, role, one, target).truth is Truth.NO]


def is_in_vpc(function: Resource) -> Truth:
    """Whether a function is put into subnets."""
    subnets = function.get("VpcConfig", "SubnetIds")
    if isinstance(subnets, Absent):
        return Truth.NO
    listed, complete = elements(subnets)
    if any(present(one) is Truth.YES for one in listed):
        return Truth.YES
    return Truth.NO if complete and not listed else Truth.UNDECIDED
