"""Load balancers: which target group is served by which balancer, and which workloads are its targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import elements, equals, get, number, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Value
from stackproof.reasoning.network.places import named

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
LISTENER_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
TARGET_GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
SERVICE = "AWS::ECS::Service"
TASK = "AWS::ECS::TaskDefinition"
SCALING_GROUP = "AWS::AutoScaling::AutoScalingGroup"
INSTANCE = "AWS::EC2::Instance"


class Forward(NamedTuple):
    """A listener, or a rule of one, that forwards to a target group; `balancer` is None when it is another's."""

    action: Resource
    listener: Resource | None
    balancer: Resource | None
    group: Resource
    at: Value


class Target(NamedTuple):
    """A workload that a target group sends to, the port it is sent to (None: not known), and where that is said."""

    workload: Resource
    port: int | None
    container: str | None
    at: Value


class _Forwards:
    def __init__(self, graph: Graph) -> None:
        self.to: dict[str, list[Forward]] = {}
        self.open = bool(graph.undecided_resources or graph.rewritten)
        for listener in graph.of_type(LISTENER):
            self._of(graph, listener, listener, "DefaultActions")
        for one in graph.of_type(LISTENER_RULE):
            self._of(graph, one, named(one.get("ListenerArn"), graph, LISTENER), "Actions")

    def _of(self, graph: Graph, action: Resource, listener: Resource | None, name: str) -> None:
        balancer = named(listener.get("LoadBalancerArn"), graph, BALANCER) if listener is not None else None
        items, whole = elements(action.get(name))
        self.open = self.open or not whole
        for item in items:
            groups, all_ = elements(get(item, "ForwardConfig", "TargetGroups"))
            self.open = self.open or not all_
            written = [get(item, "TargetGroupArn"), *(get(group, "TargetGroupArn") for group in groups)]
            for value in written:
                if isinstance(value, Absent):
                    continue
                group = named(value, graph, TARGET_GROUP)
                if group is None:
                    # A name or id of another's is written out.
                    self.open = self.open or not isinstance(value, Known)
                else:
                    self.to.setdefault(group.address, []).append(Forward(action, listener, balancer, group, value))


def forwards_to(graph: Graph, group: Resource) -> tuple[list[Forward], bool]:
    """What forwards to a target group, and whether that is all."""
    known = graph.index(_Forwards)
    return known.to.get(group.address, []), not known.open


def targets_of(graph: Graph, group: Resource) -> list[Target]:
    """The workloads of the graph that a target group sends to, in the order of the source."""
    return graph.index(_targets).get(group.address, [])


def _targets(graph: Graph) -> dict[str, list[Target]]:
    found: dict[str, list[Target]] = {}
    for service in graph.of_type(SERVICE):
        for one in elements(service.get("LoadBalancers"))[0]:
            group = named(get(one, "TargetGroupArn"), graph, TARGET_GROUP)
            if group is not None:
                port = _whole(get(one, "ContainerPort"))
                name = string(get(one, "ContainerName"))
                found.setdefault(group.address, []).append(Target(service, port, name, one))
    for scaling in graph.of_type(SCALING_GROUP):
        for one in elements(scaling.get("TargetGroupARNs"))[0]:
            group = named(one, graph, TARGET_GROUP)
            if group is not None:
                port = _whole(group.get("Port"))
                found.setdefault(group.address, []).append(Target(scaling, port, None, one))
    for group in graph.of_type(TARGET_GROUP):
        for one in elements(group.get("Targets"))[0]:
            instance = named(get(one, "Id"), graph, INSTANCE)
            if instance is not None:
                written = get(one, "Port")
                port = _whole(group.get("Port") if isinstance(written, Absent) else written)
                found.setdefault(group.address, []).append(Target(instance, port, None, one))
    return found


def _whole(value: Value) -> int | None:
    known = number(value)
    return int(known) if known is not None else None


def kind_of(balancer: Resource) -> str:
    """`application`, `network` or `gateway`; empty when it is not known. Nothing is `application`."""
    written = balancer.get("Type")
    return "application" if isinstance(written, Absent) else string(written) or ""


def task_of(graph: Graph, service: Resource) -> Resource | None:
    """The task definition of a service, where it is of the graph."""
    return named(service.get("TaskDefinition"), graph, TASK)


def own_interface(graph: Graph, service: Resource) -> Truth:
    """Whether the tasks of a service have network interfaces of their own (the network mode `awsvpc`)."""
    task = task_of(graph, service)
    if task is not None:
        mode = task.get("NetworkMode")
        # Nothing means bridge.
        return Truth.NO if isinstance(mode, Absent) else equals(mode, "awsvpc")
    if equals(service.get("LaunchType"), "FARGATE") is Truth.YES:
        return Truth.YES
    return Truth.UNDECIDED
