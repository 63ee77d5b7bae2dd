"""The traffic of every network is logged.

## What it proves
For every VPC of the project there is a flow log of all of its traffic, or of what is rejected with `traffic: REJECT`.

## Parameters
- `traffic`: `ALL` or `REJECT`: the least that has to be logged; `ALL` where it is left out.

## Example
    expect: {check: network.flow-logs}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract.checks.model import Parameter, all_known, check
from stackproof.contract.document import fault
from stackproof.contract.fields import text_of
from stackproof.contract.outcome import note, proven, undecided, violated
from stackproof.graph.identity import identify
from stackproof.graph.query import equals
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

_NETWORK = "AWS::EC2::VPC"
_ENOUGH = {"ALL": ("ALL",), "REJECT": ("ALL", "REJECT")}


def _traffic(node: Node, name: str) -> tuple[str, ...]:
    text = text_of(node, name)
    if text not in _ENOUGH:
        raise fault(f"{name} has to be ALL or REJECT, and this is {text}", node.at)
    return _ENOUGH[text]


@check({"traffic": Parameter(_traffic, "ALL or REJECT", default=_ENOUGH["ALL"])})
def CHECK(context: EvaluationContext, traffic: tuple[str, ...]) -> Outcome:
    """Judges every network."""
    networks = context.graph.of_type(_NETWORK)
    outcomes = [_network(network, context.graph, traffic) for network in networks]
    return all_known(context, outcomes, "no network in the whole graph")


def _network(network: Resource, graph: Graph, traffic: tuple[str, ...]) -> Outcome:
    open_: list[Outcome] = []
    for log in graph.of_type("AWS::EC2::FlowLog"):
        found = identify(log.get("ResourceId"), graph, _NETWORK)
        if found.resource is not None and found.resource is not network:
            continue
        answer = found.truth & equals(log.get("TrafficType"), *traffic) & log.exists
        if answer is Truth.YES:
            return proven(note(network, f"logged by {log.address}"), note(log, "a flow log"))
        if answer is Truth.UNDECIDED:
            open_.append(undecided(f"whether {log.address} logs the traffic of {network.address}", log.location))
    if open_:
        return open_[0]
    words = f"no flow log records the traffic of {network.address}"
    if network.exists is Truth.YES:
        return violated(words, network.location, note(network, words))
    return undecided(f"{words}, if it exists", network.location)
