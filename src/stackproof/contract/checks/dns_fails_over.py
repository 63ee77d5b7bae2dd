"""A name leads elsewhere when what it leads to is lost.

## What it proves
With `routing: failover` (the default): there are a primary and a secondary record of one zone, name and type, and the
primary is looked at: it has a health check, or is an alias that evaluates its target's health. With `routing:
weighted` or `latency`: there are at least two such records of one name and type, and each is looked at.

## Parameters
- `routing`: `failover`, `weighted` or `latency`.

## Example
    expect: {check: dns.fails-over}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import TEXT, Parameter, check
from stackproof.contract.document import fault
from stackproof.contract.outcome import note, proven, undecided, violated
from stackproof.graph.query import equals, get, is_true, present, same, show
from stackproof.graph.truth import Truth, every
from stackproof.graph.values import Absent

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

_RECORD = "AWS::Route53::RecordSet"
_PROPERTY = {"failover": "Failover", "weighted": "Weight", "latency": "Region"}
_GROUP = ("HostedZoneId", "HostedZoneName", "Name", "Type")


def _routing(node: Node, name: str) -> str:
    written = TEXT(node, name)
    if written not in _PROPERTY:
        raise fault(f"{name} is one of {', '.join(_PROPERTY)}, not {written}", node.at)
    return str(written)


def judge(context: EvaluationContext, *, routing: str) -> Outcome:
    """Looks for a group of records that fails over for certain."""
    records = [one for one in context.graph.of_type(_RECORD) if present(one.get(_PROPERTY[routing])) is not Truth.NO]
    best, reasons = Truth.NO, []
    for index, first in enumerate(records):
        for second in records[index + 1 :]:
            truth, reason = _pair(first, second, routing)
            if truth is Truth.YES:
                return proven(*(note(one, f"{routing} record of {show(one.get('Name'))}") for one in (first, second)))
            best = best | truth
            reasons.append(reason)
    if best is Truth.UNDECIDED or context.blind:
        return undecided(context.blind or "; ".join(dict.fromkeys(reasons)), context.home)
    found = "; ".join(dict.fromkeys(reason for reason in reasons if reason))
    lone = f"{len(records)} record(s) with {routing} routing, no two of one name and type"
    return violated(found or lone, records[0].location if records else context.home)


CHECK = check({"routing": Parameter(_routing, "`failover`, `weighted` or `latency`", default="failover")})(judge)


def _pair(first: Resource, second: Resource, routing: str) -> tuple[Truth, str]:
    """Whether two records fail over to each other, and why not."""
    together = every(same(first.get(name), second.get(name)) for name in _GROUP)
    if together is Truth.NO:
        return Truth.NO, ""
    both = f"{first.address} and {second.address}"
    exist = first.exists & second.exists
    if routing == "failover":
        roles = [equals(one.get("Failover"), "PRIMARY") for one in (first, second)]
        others = [equals(one.get("Failover"), "SECONDARY") for one in (first, second)]
        opposed = (roles[0] & others[1]) | (roles[1] & others[0])
        if opposed is Truth.NO:
            return Truth.NO, f"{both} are not a primary and a secondary"
        watched = _watched(first if roles[0] is Truth.YES else second)
        truth = together & exist & opposed & watched
        return truth, "" if truth is Truth.YES else f"whether the primary of {both} is looked at: {watched.value}"
    truth = together & exist & _watched(first) & _watched(second)
    return truth, "" if truth is Truth.YES else f"{both} are not both looked at"


def _watched(record: Resource) -> Truth:
    alias = record.get("AliasTarget")
    evaluates = Truth.NO if isinstance(alias, Absent) else is_true(get(alias, "EvaluateTargetHealth"))
    return present(record.get("HealthCheckId")) | evaluates
