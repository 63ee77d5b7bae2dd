"""A service sends to a container and port that its task definition has.

## What it does
Reports a service whose `LoadBalancers` name a container that its task definition does not have, or a port that the
container does not map.

## Why is this bad
`CreateService` refuses it ("The container app did not have a container port 8080 defined"), so the deployment stops.

## How to mend
Name the container and the port as the task definition does; best let both come from one setting.

## References
- [LoadBalancer of a service](https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import elements, get, number, string
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import SERVICE, task_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="ECS-NET-002",
    title="Load balancer of a service for a container or port that is not there",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=(SERVICE,),
    root_cause="The container was renamed or its port changed in the task definition alone.",
    fix="Name the container and the port as the task definition does.",
    impacts=Impacts(performance="The service cannot be made."),
    effort=10,
    reference="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
    source="Amazon ECS API Reference, LoadBalancer, 2026-11-28",
)
def check(service: Resource, context: Context) -> Iterator[Answer]:
    """Looks each balanced container up in the task definition."""
    task = task_of(context.graph, service)
    if task is None:
        return
    containers, whole = elements(task.get("ContainerDefinitions"))
    by_name = {string(get(one, "Name")): one for one in containers}
    if not whole or not containers or None in by_name:
        return
    for balanced in elements(service.get("LoadBalancers"))[0]:
        written, port = get(balanced, "ContainerName"), get(balanced, "ContainerPort")
        name = string(written)
        if name is None:
            continue
        container = by_name.get(name)
        if container is None:
            yield Fault(
                f"{service.address} sends to the container {name}, but {task.address} ({task.location}) has "
                f"{', '.join(sorted(map(str, by_name)))}",
                written,
                quoted({"ContainerName": written}),
                certainty="assumption" if rests_on(written, task.get("ContainerDefinitions")) else "proved",
            )
            continue
        mapped = _mapped(container)
        wanted = number(port)
        if mapped is not None and wanted is not None and wanted not in mapped:
            shown = ", ".join(f"{one:g}" for one in sorted(mapped)) or "none"
            yield Fault(
                f"{service.address} sends to port {wanted:g} of the container {name}, which maps {shown} "
                f"({container.at})",
                port,
                quoted({"ContainerPort": port, "PortMappings": get(container, "PortMappings")}),
                certainty="assumption" if rests_on(port, container) else "proved",
            )


def _mapped(container: Value) -> set[float] | None:
    """The ports that a container maps; None when they are not all known."""
    items, whole = elements(get(container, "PortMappings"))
    ports = [number(get(one, "ContainerPort")) for one in items]
    ranges = any(not isinstance(get(one, "ContainerPortRange"), Absent) for one in items)
    if not whole or ranges or None in ports:
        return None
    return {port for port in ports if port is not None}
