"""A task on Fargate gets to its image, its logs and its secrets.

## What it does
Reports a service on Fargate in a subnet of the project from which its tasks have no way out (no NAT gateway or other
hop; a default route to an internet gateway counts for tasks with a public address alone), while the network lacks an
endpoint for what every start of a task needs: for an image in Amazon ECR `ecr.api`, `ecr.dkr` and `s3`, for the log
driver `awslogs` `logs`, for secrets `secretsmanager` or `ssm`. An image of another registry needs a way to the
internet.

## Why is this bad
On Fargate the image, the secrets and the logs go through the task's own network interface. Tasks stop with
`CannotPullContainerError` or `ResourceInitializationError`, and a deployment that waits for the service fails.

## How to mend
Add the endpoints that are missing (S3 as a gateway endpoint costs nothing), or a NAT gateway with a default route. In
public subnets `AssignPublicIp: ENABLED` is enough.

## References
- [Best practices for connecting Amazon ECS to AWS services from inside your VPC](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-connecting-vpc.html)
- [Amazon ECR interface VPC endpoints](https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import identify
from stackproof.graph.query import elements, equals, get, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Value, references
from stackproof.reasoning.conditions import rests_on
from stackproof.reasoning.network.balancing import SERVICE, task_of
from stackproof.reasoning.network.endpoints import endpoint_services
from stackproof.reasoning.network.interfaces import interface_of
from stackproof.reasoning.network.places import not_all_known
from stackproof.reasoning.network.ways import to_internet, way_out
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

REGISTRY = "an image registry"
INTERNET = "the internet"


@rule(
    id="ECS-NET-003",
    title="Fargate service without a way to its image, logs or secrets",
    severity="high",
    blocks="runtime",
    category="network",
    types=(SERVICE,),
    root_cause="The service is in private subnets without a NAT gateway, or in public ones without an address.",
    fix="Add a NAT gateway or the endpoints that are missing, or assign public addresses in public subnets.",
    impacts=Impacts(
        cost="Tasks are started and paid for again and again.",
        performance="No task starts, and a deployment that waits for the service fails.",
    ),
    effort=45,
    reference="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-connecting-vpc.html",
    source="Amazon ECR User Guide, vpc-endpoints, 2026-11-28",
)
def check(service: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the subnets first: most have a way out."""
    graph = context.graph
    task = task_of(graph, service)
    interface = interface_of(graph, service)
    if task is None or interface is None or not _on_fargate(service, task) or not_all_known(graph, "endpoint"):
        return
    for subnet in interface.subnets:
        out, public = way_out(graph, subnet).truth, to_internet(graph, subnet).truth
        if out is not Truth.NO or (interface.public & public) is not Truth.NO:
            continue
        served, whole = endpoint_services(graph, subnet)
        missing = sorted(_needs(graph, task) - served) if whole else []
        if REGISTRY in missing and served:
            missing.remove(REGISTRY)
        if missing:
            why = "it has no way out"
            if public is Truth.YES:
                why = "its default route serves public addresses alone, and none is assigned"
            yield Fault(
                f"{service.address} runs in {subnet.address} ({subnet.location}), from which its tasks cannot reach "
                f"{', '.join(missing)}: {why}, and the network has no endpoint for it",
                interface.subnets_at,
                (
                    *quoted({"Subnets": interface.subnets_at}),
                    f"endpoints of the network: {', '.join(sorted(served)) or 'none'}",
                ),
                certainty="assumption" if rests_on(interface.subnets_at) else "proved",
            )
            return


def _on_fargate(service: Resource, task: Resource) -> bool:
    if equals(service.get("LaunchType"), "FARGATE") is Truth.YES:
        return True
    if not isinstance(service.get("LaunchType"), Absent):
        return False
    kinds, whole = elements(task.get("RequiresCompatibilities"))
    return whole and [string(kind) for kind in kinds] == ["FARGATE"]


def _needs(graph: Graph, task: Resource) -> set[str]:
    needed: set[str] = set()
    for container in elements(task.get("ContainerDefinitions"))[0]:
        needed |= _of_image(get(container, "Image"), graph)
        if equals(get(container, "LogConfiguration", "LogDriver"), "awslogs") is Truth.YES:
            needed.add("logs")
        for secret in elements(get(container, "Secrets"))[0]:
            found = identify(get(secret, "ValueFrom"), graph).resource
            if found is not None and found.type == "AWS::SecretsManager::Secret":
                needed.add("secretsmanager")
            elif found is not None and found.type == "AWS::SSM::Parameter":
                needed.add("ssm")
    return needed


def _of_image(image: Value, graph: Graph) -> set[str]:
    shown = show(image)
    repositories = (
        [one for _, one in references(image) if graph.resources[one.target].type == "AWS::ECR::Repository"]
        if not isinstance(image, Absent)
        else []
    )
    if ".dkr.ecr" in shown or repositories:
        return {"ecr.api", "ecr.dkr", "s3"}
    known = string(image)
    if known:
        return {f"{INTERNET} for {known}"}
    return {REGISTRY}
