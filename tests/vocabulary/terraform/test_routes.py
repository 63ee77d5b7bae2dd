"""Route tables, inline routes and their associations."""

from __future__ import annotations

from typing import Any

from stackproof.graph.truth import Truth
from stackproof.reasoning.network.ways import way_out
from tests.vocabulary.building import ref, translated, unknown
from tests.vocabulary.reading import plain, when

NETWORK: dict[str, dict[str, Any]] = {
    "aws_vpc.main": {"cidr_block": "10.0.0.0/16"},
    "aws_subnet.a": {"vpc_id": ref("aws_vpc.main", "id"), "cidr_block": "10.0.1.0/24"},
}


def _association(table: str = "aws_route_table.a") -> dict[str, Any]:
    return {"subnet_id": ref("aws_subnet.a", "id"), "route_table_id": ref(table, "id")}


def test_inline_routes_stand_beside_their_table() -> None:
    graph = translated(
        {
            **NETWORK,
            "aws_nat_gateway.a": {"subnet_id": ref("aws_subnet.a", "id")},
            "aws_route_table.a": {
                "vpc_id": ref("aws_vpc.main", "id"),
                "route": [
                    {"cidr_block": "0.0.0.0/0", "nat_gateway_id": ref("aws_nat_gateway.a", "id"), "gateway_id": ""},
                    {"cidr_block": "", "ipv6_cidr_block": "::/0", "egress_only_gateway_id": "eigw-1"},
                ],
                "propagating_vgws": ["vgw-1"],
            },
            "aws_route_table_association.a": _association(),
        }
    )
    assert plain(graph.resources["aws_route_table.a"]) == {"VpcId": "${aws_vpc.main}"}
    routes = {name: plain(one) for name, one in graph.resources.items() if one.type == "AWS::EC2::Route"}
    assert routes == {
        "aws_route_table.a/route-0": {
            "RouteTableId": "${aws_route_table.a}",
            "DestinationCidrBlock": "0.0.0.0/0",
            "NatGatewayId": "${aws_nat_gateway.a}",
        },
        "aws_route_table.a/route-1": {
            "RouteTableId": "${aws_route_table.a}",
            "DestinationIpv6CidrBlock": "::/0",
            "EgressOnlyInternetGatewayId": "eigw-1",
        },
    }
    propagation = graph.resources["aws_route_table.a/propagation-0"]
    assert (propagation.type, plain(propagation)) == (
        "AWS::EC2::VPNGatewayRoutePropagation",
        {"RouteTableIds": ["${aws_route_table.a}"], "VpnGatewayId": "vgw-1"},
    )
    assert way_out(graph, graph.resources["aws_subnet.a"]).truth is Truth.YES


def test_a_route_of_its_own_is_the_same_route() -> None:
    graph = translated(
        {
            "aws_route_table.a": {"vpc_id": "vpc-1"},
            "aws_route.a": {
                "route_table_id": ref("aws_route_table.a", "id"),
                "destination_cidr_block": "0.0.0.0/0",
                "egress_only_gateway_id": None,
                "gateway_id": "igw-1",
            },
        }
    )
    route = graph.resources["aws_route.a"]
    assert (route.type, plain(route)) == (
        "AWS::EC2::Route",
        {"RouteTableId": "${aws_route_table.a}", "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"},
    )


def test_routes_that_are_not_known_leave_the_way_out_undecided() -> None:
    def truth(route: Any) -> Truth:
        graph = translated(
            {
                **NETWORK,
                "aws_route_table.a": {"vpc_id": ref("aws_vpc.main", "id"), "route": route},
                "aws_route_table_association.a": _association(),
            }
        )
        return way_out(graph, graph.resources["aws_subnet.a"]).truth

    assert truth([]) is Truth.NO
    assert truth(unknown("var.y")) is Truth.UNDECIDED
    assert truth(when("nat", [{"cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1"}], [])) is Truth.UNDECIDED


def test_a_route_of_the_main_table_leaves_the_way_out_undecided() -> None:
    assert _main_table({}) is Truth.NO
    route = {"route_table_id": ref("aws_vpc.main", "main_route_table_id"), "nat_gateway_id": "nat-1"}
    assert _main_table({"aws_route.main": route}) is Truth.UNDECIDED
    main = {"route_table_id": "rtb-1", "vpc_id": ref("aws_vpc.main", "id")}
    assert _main_table({"aws_main_route_table_association.main": main}) is Truth.UNDECIDED


def _main_table(more: dict[str, Any]) -> Truth:
    graph = translated({**NETWORK, **more})
    return way_out(graph, graph.resources["aws_subnet.a"]).truth


def test_the_routes_of_a_gateway_are_another_association() -> None:
    graph = translated(
        {
            "aws_route_table_association.a": {"subnet_id": "subnet-1", "gateway_id": None, "route_table_id": "rtb-1"},
            "aws_route_table_association.b": {"gateway_id": "igw-1", "subnet_id": None, "route_table_id": "rtb-1"},
        }
    )
    assert {one.type: plain(one) for one in graph.resources.values()} == {
        "AWS::EC2::SubnetRouteTableAssociation": {"SubnetId": "subnet-1", "RouteTableId": "rtb-1"},
        "AWS::EC2::GatewayRouteTableAssociation": {"GatewayId": "igw-1", "RouteTableId": "rtb-1"},
    }
