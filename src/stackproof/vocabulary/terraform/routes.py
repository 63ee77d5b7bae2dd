"""Route tables: the routes that Terraform writes inside a table are resources of their own in CloudFormation.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/route_table: routes are
`attributes as blocks`, in which what is not set may be an empty text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import ListValue
from stackproof.vocabulary.parts import is_set, singles

if TYPE_CHECKING:
    from stackproof.graph.values import MapValue
    from stackproof.vocabulary.item import Item

TABLE = """
aws_route_table = AWS::EC2::RouteTable
  route ! routes of their own
  propagating_vgws ! propagations of their own

aws_route = AWS::EC2::Route
  egress_only_gateway_id = EgressOnlyInternetGatewayId

aws_route_table_association = AWS::EC2::SubnetRouteTableAssociation
  gateway_id ! an association of a gateway is another type

aws_route_table_association [gateway] = AWS::EC2::GatewayRouteTableAssociation
  subnet_id - it is set for a subnet alone

aws_main_route_table_association ! CloudFormation cannot name the main route table of a network

aws_default_route_table ! it exists before; CloudFormation cannot name the main route table of a network

aws_vpn_gateway_route_propagation = AWS::EC2::VPNGatewayRoutePropagation
  route_table_id = RouteTableIds | list

aws_vpc_route_server = AWS::EC2::RouteServer
  .route_server_id = Id

aws_vpc_route_server_endpoint = AWS::EC2::RouteServerEndpoint
  .route_server_endpoint_id = Id

aws_vpc_route_server_peer = AWS::EC2::RouteServerPeer
  .route_server_peer_id = Id

aws_vpc_route_server_propagation = AWS::EC2::RouteServerPropagation

aws_vpc_route_server_vpc_association = AWS::EC2::RouteServerAssociation
"""

_ROUTE = "AWS::EC2::Route"
_OF_ROUTE = {
    "cidr_block": "DestinationCidrBlock",
    "ipv6_cidr_block": "DestinationIpv6CidrBlock",
    "destination_prefix_list_id": "DestinationPrefixListId",
    "carrier_gateway_id": "CarrierGatewayId",
    "core_network_arn": "CoreNetworkArn",
    "egress_only_gateway_id": "EgressOnlyInternetGatewayId",
    "gateway_id": "GatewayId",
    "instance_id": "InstanceId",
    "local_gateway_id": "LocalGatewayId",
    "nat_gateway_id": "NatGatewayId",
    "network_interface_id": "NetworkInterfaceId",
    "odb_network_arn": "OdbNetworkArn",
    "transit_gateway_id": "TransitGatewayId",
    "vpc_endpoint_id": "VpcEndpointId",
    "vpc_peering_connection_id": "VpcPeeringConnectionId",
}


def _table(item: Item) -> None:
    blocks, whole = item.blocks("route")
    table = {"RouteTableId": item.reference()}
    for number, block in enumerate(blocks):
        written = {own: block.entries[name] for name, own in _OF_ROUTE.items() if is_set(block.entries.get(name))}
        add = item.beside if block.complete else item.perhaps_beside
        add(f"route-{number}", _ROUTE, {**table, **written}, block.at)
    if not whole:
        # Nothing may be concluded from the routes that are known.
        item.perhaps_beside("routes", _ROUTE, dict(table), item.argument("route").at)
    gateways = item.argument("propagating_vgws")
    for number, gateway in enumerate(singles(gateways)):
        tables = ListValue((item.reference(),), gateway.at)
        properties = {"RouteTableIds": tables, "VpnGatewayId": gateway}
        item.beside(f"propagation-{number}", "AWS::EC2::VPNGatewayRoutePropagation", properties, gateway.at)


def _variant(arguments: MapValue) -> str:
    return "gateway" if is_set(arguments.entries.get("gateway_id")) else ""


VARIANTS = {"aws_route_table_association": _variant}
ADJUST = {"aws_route_table": _table}
