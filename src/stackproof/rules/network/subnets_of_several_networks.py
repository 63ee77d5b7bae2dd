"""The subnets of one resource are of one network.

## What it does
Reports a subnet group of a database or cache, a load balancer, a function, a service of Amazon ECS, a scaling group
or an interface endpoint that names subnets of two networks of the project.

## Why is this bad
All of these stand in one network: AWS refuses them (`InvalidSubnet`, "All subnets must belong to the same VPC"), so
the deployment stops.

## How to mend
Name the subnets of one network. What has to be in two networks or regions is made once in each.

## References
- [CreateDBSubnetGroup](https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html)
- [CreateLoadBalancer](https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show
from stackproof.graph.truth import Truth
from stackproof.reasoning.network.interfaces import balancer_subnets
from stackproof.reasoning.network.layout import of_one_network
from stackproof.reasoning.network.places import SUBNET, all_of
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

LISTS = {
    "AWS::RDS::DBSubnetGroup": ("SubnetIds",),
    "AWS::DocDB::DBSubnetGroup": ("SubnetIds",),
    "AWS::Neptune::DBSubnetGroup": ("SubnetIds",),
    "AWS::ElastiCache::SubnetGroup": ("SubnetIds",),
    "AWS::Redshift::ClusterSubnetGroup": ("SubnetIds",),
    "AWS::MemoryDB::SubnetGroup": ("SubnetIds",),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Subnets",),
    "AWS::Lambda::Function": ("VpcConfig", "SubnetIds"),
    "AWS::ECS::Service": ("NetworkConfiguration", "AwsvpcConfiguration", "Subnets"),
    "AWS::AutoScaling::AutoScalingGroup": ("VPCZoneIdentifier",),
    "AWS::EC2::VPCEndpoint": ("SubnetIds",),
}


@rule(
    id="NET-SUBNETS-001",
    title="Subnets of several networks in one resource",
    severity="critical",
    blocks="deploy",
    category="network",
    types=tuple(LISTS),
    root_cause="Subnets were collected by name or purpose over several networks.",
    fix="Name the subnets of one network.",
    impacts=Impacts(performance="The deployment stops at the resource."),
    effort=15,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html",
    source="Amazon RDS API Reference, CreateDBSubnetGroup (InvalidSubnet), 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Compares the networks of the subnets."""
    path = LISTS[resource.type]
    written = balancer_subnets(resource) if path == ("Subnets",) else resource.get(*path)
    subnets, _ = all_of(written, context.graph, SUBNET)
    if len(subnets) > 1 and of_one_network(context.graph, subnets) is Truth.NO:
        names = ", ".join(f"{one.address} of {show(one.get('VpcId'))} ({one.location})" for one in subnets)
        yield Fault(
            f"{resource.address} names subnets of several networks: {names}", written, quoted({".".join(path): written})
        )
