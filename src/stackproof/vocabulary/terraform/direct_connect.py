"""AWS Direct Connect.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs. Ids there
are those of the service, while Ref gives an ARN.
"""

from __future__ import annotations

from stackproof.vocabulary.adjusting import kept_if

_PEER = """
  address_family = BgpPeers.AddressFamily
  amazon_address = BgpPeers.AmazonAddress
  bgp_asn = BgpPeers.Asn
  bgp_auth_key = BgpPeers.AuthKey
  customer_address = BgpPeers.CustomerAddress
  .id = VirtualInterfaceId
"""
_PRIVATE = """
  bgp_asn_long = BgpPeers.Asn
  prefix_pool_allocated_count_ipv4 - a share of a pool of prefixes
  prefix_pool_allocated_count_ipv6 - a share of a pool of prefixes
"""

TABLE = f"""
aws_dx_connection = AWS::DirectConnect::Connection
  encryption_mode - CloudFormation has it not
  skip_destroy ! the lifecycle of the resource
  .id = ConnectionId

aws_dx_lag = AWS::DirectConnect::Lag
  connection_id - a connection that is taken over
  force_destroy - what the provider does at deletion
  .id = LagId

aws_dx_gateway = AWS::DirectConnect::DirectConnectGateway
  .id = DirectConnectGatewayId

aws_dx_gateway_association = AWS::DirectConnect::DirectConnectGatewayAssociation
  allowed_prefixes = AllowedPrefixesToDirectConnectGateway
  associated_gateway_owner_account_id - the account that made a proposal
  dx_gateway_id = DirectConnectGatewayId
  proposal_id - a proposal of another account

aws_dx_private_virtual_interface = AWS::DirectConnect::PrivateVirtualInterface
{_PEER}
{_PRIVATE}
  dx_gateway_id = DirectConnectGatewayId
  sitelink_enabled = EnableSiteLink
  vpn_gateway_id = VirtualGatewayId

aws_dx_public_virtual_interface = AWS::DirectConnect::PublicVirtualInterface
{_PEER}

aws_dx_transit_virtual_interface = AWS::DirectConnect::TransitVirtualInterface
{_PEER}
{_PRIVATE}
  dx_gateway_id = DirectConnectGatewayId
  sitelink_enabled = EnableSiteLink

aws_dx_bgp_peer ! a second peer of an interface
aws_dx_connection_association ! a connection that joins a group later
aws_dx_connection_confirmation ! the owner accepts a connection
aws_dx_gateway_association_proposal ! a proposal to the owner of a gateway
aws_dx_hosted_connection ! a connection for another account
aws_dx_hosted_private_virtual_interface ! an interface for another account
aws_dx_hosted_private_virtual_interface_accepter ! the other account accepts an interface
aws_dx_hosted_public_virtual_interface ! an interface for another account
aws_dx_hosted_public_virtual_interface_accepter ! the other account accepts an interface
aws_dx_hosted_transit_virtual_interface ! an interface for another account
aws_dx_hosted_transit_virtual_interface_accepter ! the other account accepts an interface
aws_dx_macsec_key_association ! a secret of a connection
"""

ADJUST = {"aws_dx_connection": lambda item: kept_if(item, "skip_destroy")}
