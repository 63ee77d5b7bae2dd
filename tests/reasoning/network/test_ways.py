"""Ways out of subnets, and the endpoints of their VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stackproof.graph.graph import Problem
from stackproof.graph.truth import Truth
from stackproof.graph.values import Unknown
from stackproof.reasoning.network.endpoints import endpoint_services
from stackproof.reasoning.network.places import subnets_of
from stackproof.reasoning.network.ways import way_out
from tests.graph.builders import AT, graph, ref, resource, sub, value

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph

VPC = resource("Vpc", "AWS::EC2::VPC")
TABLE = resource("Table", "AWS::EC2::RouteTable", {"VpcId": ref("Vpc")})
SUBNET = resource("Subnet", "AWS::EC2::Subnet", {"VpcId": ref("Vpc")})
LINK = resource(
    "Link", "AWS::EC2::SubnetRouteTableAssociation", {"SubnetId": ref("Subnet"), "RouteTableId": ref("Table")}
)
INTERNET = resource("Internet", "AWS::EC2::InternetGateway")
NAT = resource("Nat", "AWS::EC2::NatGateway")


def with_route(properties: dict[str, Any]) -> Graph:
    route = resource("Route", "AWS::EC2::Route", {"RouteTableId": ref("Table"), **properties})
    return graph(VPC, TABLE, SUBNET, LINK, INTERNET, NAT, route)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": ref("Nat")}, (Truth.YES, False)),
        ({"DestinationCidrBlock": "0.0.0.0/0", "TransitGatewayId": "tgw-1"}, (Truth.YES, False)),
        ({"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1"}, (Truth.YES, False)),
        ({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": ref("Internet")}, (Truth.NO, True)),
        ({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-0123"}, (Truth.NO, True)),
        ({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "vgw-0123"}, (Truth.UNDECIDED, False)),
        ({"DestinationCidrBlock": "10.1.0.0/16", "VpcPeeringConnectionId": "pcx-1"}, (Truth.UNDECIDED, False)),
        ({"DestinationCidrBlock": Unknown("a parameter", "P"), "NatGatewayId": ref("Nat")}, (Truth.UNDECIDED, False)),
    ],
)
def test_way_out_follows_the_routes_of_the_subnet(properties: dict[str, Any], expected: tuple[Truth, bool]) -> None:
    out = way_out(with_route(properties), SUBNET)
    assert (out.truth, out.through_internet_gateway) == expected
    assert out.table is TABLE


def test_table_without_routes_has_no_way_out() -> None:
    assert way_out(graph(VPC, TABLE, SUBNET, LINK), SUBNET) == (Truth.NO, False, TABLE)


def test_subnet_of_an_own_vpc_without_a_table_has_the_local_route_alone() -> None:
    assert way_out(graph(VPC, SUBNET), SUBNET) == (Truth.NO, False, None)


def test_subnet_in_a_vpc_of_others_is_undecided() -> None:
    subnet = resource("Subnet", "AWS::EC2::Subnet", {"VpcId": "vpc-0123"})
    assert way_out(graph(subnet), subnet).truth is Truth.UNDECIDED


def test_association_with_a_table_of_others_is_undecided() -> None:
    link = resource(
        "Link", "AWS::EC2::SubnetRouteTableAssociation", {"SubnetId": ref("Subnet"), "RouteTableId": "rtb-0123"}
    )
    assert way_out(graph(VPC, SUBNET, link), SUBNET).truth is Truth.UNDECIDED


def test_nothing_is_shut_while_there_may_be_more_resources() -> None:
    whole = graph(VPC, TABLE, SUBNET, LINK)
    whole.undecided_resources.append(Problem("note", "a macro", AT))
    assert way_out(whole, SUBNET).truth is Truth.UNDECIDED


def test_types_of_other_tools_that_may_hold_routes_leave_it_undecided() -> None:
    whole = graph(VPC, TABLE, SUBNET, LINK)
    whole.unmapped["aws_route53_delegation_set"] = 1
    assert way_out(whole, SUBNET).truth is Truth.NO
    whole = graph(VPC, TABLE, SUBNET, LINK)
    whole.unmapped["aws_main_route_table_association"] = 1
    assert way_out(whole, SUBNET).truth is Truth.UNDECIDED


def endpoint(address: str, service: Any, vpc: Any = None) -> Any:
    return resource(address, "AWS::EC2::VPCEndpoint", {"ServiceName": service, "VpcId": vpc or ref("Vpc")})


def test_endpoints_are_known_by_service_whatever_the_region() -> None:
    other = resource("OtherVpc", "AWS::EC2::VPC")
    whole = graph(
        VPC,
        other,
        SUBNET,
        endpoint("One", sub("com.amazonaws.", SUBNET.region, ".s3")),
        endpoint("Two", "com.amazonaws.eu-central-1.ecr.api"),
        endpoint("Three", "com.amazonaws.eu-central-1.sqs", ref("OtherVpc")),
    )
    assert endpoint_services(whole, SUBNET) == (frozenset({"s3", "ecr.api"}), True)


def test_endpoint_of_an_unknown_service_leaves_the_list_open() -> None:
    whole = graph(VPC, SUBNET, endpoint("One", Unknown("a parameter", "P")))
    assert endpoint_services(whole, SUBNET) == (frozenset(), False)


def test_endpoints_of_a_vpc_of_others_are_not_all_known() -> None:
    subnet = resource("Subnet", "AWS::EC2::Subnet", {"VpcId": "vpc-0123"})
    assert endpoint_services(graph(subnet), subnet) == (frozenset(), False)


def test_subnets_of_others_are_left_out() -> None:
    ids = value([ref("Subnet"), "subnet-0123", Unknown("a parameter", "P")])
    assert list(subnets_of(graph(VPC, SUBNET), ids)) == [SUBNET]
