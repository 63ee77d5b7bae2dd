"""A security group has a rule once.

## What it does
Reports a rule beside a security group that the group, or an earlier rule beside it, has with the same protocol, ports
and source or destination.

## Why is this bad
AWS refuses the second one (`InvalidPermission.Duplicate`), so the deployment stops.

## How to mend
Keep one of the two rules.

## References
- [AuthorizeSecurityGroupIngress](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html)
- [Error codes of the Amazon EC2 API](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import get, same, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Reference, Value
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.groups import EGRESS, INGRESS, GroupRule, rules_of
from stackproof.reasoning.network.layout import both_exist
from stackproof.reasoning.network.places import GROUP, named
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_WHAT = ("IpProtocol", "FromPort", "ToPort")
_ENDS = ("CidrIp", "CidrIpv6", "PrefixListId", "SecurityGroupId")


@rule(
    id="NET-SG-003",
    title="The same rule twice in a security group",
    severity="critical",
    blocks="deploy",
    category="network",
    types=("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"),
    root_cause="The rule stands in the group and beside it, or beside it twice.",
    fix="Keep one of the two rules.",
    impacts=Impacts(performance="The deployment stops at the second rule."),
    effort=10,
    reference="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html",
    source="Amazon EC2 API Reference, errors-overview (InvalidPermission.Duplicate), 2026-11-28",
)
def check(rule: Resource, context: Context) -> Iterator[Answer]:
    """Looks the rule up among the second ones of its group."""
    earlier = context.graph.index(_seconds).get(rule.address)
    if earlier is not None:
        end = next(value for name in _names(rule) if not isinstance(value := rule.get(name), Absent))
        yield Fault(
            f"{rule.address} is the same rule as one of {earlier.holder.address} ({earlier.value.at})",
            rule.location,
            quoted({**{name: rule.get(name) for name in _WHAT}, "source or destination": end}),
            certainty="assumption" if rests_on(rule.properties) else "proved",
        )


def _names(rule: Resource) -> tuple[str, ...]:
    end = "Source" if rule.type.endswith("Ingress") else "Destination"
    return tuple(name if name.startswith("Cidr") else f"{end}{name}" for name in _ENDS)


def _seconds(graph: Graph) -> dict[str, GroupRule]:
    found: dict[str, GroupRule] = {}
    for group in graph.of_type(GROUP):
        for way in (INGRESS, EGRESS):
            first: dict[tuple[Value, ...], GroupRule] = {}
            for one in rules_of(graph, group, way).rules:
                key = _key(one.value, "Source" if way == INGRESS else "Destination", graph)
                if key is None or one.exists is not Truth.YES:
                    continue
                earlier = first.setdefault(key, one)
                if earlier is one or one.holder is group or _of_the_group(group, earlier, one):
                    continue
                if both_exist(earlier.holder, one.holder):
                    found[one.holder.address] = earlier
    return found


def _of_the_group(group: Resource, *rules: GroupRule) -> bool:
    """Whether all of them are blocks of one group in Terraform, where two equal blocks are one."""
    inside = f"{group.address}/"
    return all(one.holder is group or one.holder.address.startswith(inside) for one in rules)


def _key(rule: Value, end: str, graph: Graph) -> tuple[Value, ...] | None:
    """What AWS tells rules apart by; None where that is not known in full."""
    values: list[Value] = []
    for name in _WHAT:
        value = get(rule, name)
        known = string(value)
        if known is None and not isinstance(value, Absent):
            return None
        values.append(Known(known))
    ends = [get(rule, name if name.startswith("Cidr") else f"{end}{name}") for name in _ENDS]
    given = [(position, value) for position, value in enumerate(ends) if not isinstance(value, Absent)]
    if len(given) != 1 or values[0] == Known(None):
        return None
    position, value = given[0]
    group = named(value, graph, GROUP)
    if group is not None:
        return (*values, Known(position), Reference(group.address))
    return (*values, Known(position), value) if same(value, value) is Truth.YES else None
