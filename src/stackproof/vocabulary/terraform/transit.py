"""Between networks: transit gateways, VPN, address management, mirrors and local gateways.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, ListValue, MapValue, Value
from stackproof.vocabulary.adjusting import may_be_absent
from stackproof.vocabulary.parts import blocks_as, items_as, structure, tag_specification
from stackproof.vocabulary.shaping import is_null, shaped

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

_TUNNEL = {
    "dpd_timeout_action": "DPDTimeoutAction",
    "dpd_timeout_seconds": "DPDTimeoutSeconds",
    "enable_tunnel_lifecycle_control": "EnableTunnelLifecycleControl",
    "ike_versions": "IKEVersions",
    "inside_cidr": "TunnelInsideCidr",
    "inside_ipv6_cidr": "TunnelInsideIpv6Cidr",
    "log_options": "LogOptions",
    "phase1_dh_group_numbers": "Phase1DHGroupNumbers",
    "phase1_encryption_algorithms": "Phase1EncryptionAlgorithms",
    "phase1_integrity_algorithms": "Phase1IntegrityAlgorithms",
    "phase1_lifetime_seconds": "Phase1LifetimeSeconds",
    "phase2_dh_group_numbers": "Phase2DHGroupNumbers",
    "phase2_encryption_algorithms": "Phase2EncryptionAlgorithms",
    "phase2_integrity_algorithms": "Phase2IntegrityAlgorithms",
    "phase2_lifetime_seconds": "Phase2LifetimeSeconds",
    "preshared_key": "PreSharedKey",
    "rekey_fuzz_percentage": "RekeyFuzzPercentage",
    "rekey_margin_time_seconds": "RekeyMarginTimeSeconds",
    "replay_window_size": "ReplayWindowSize",
    "startup_action": "StartupAction",
}
_TUNNELS = "\n".join(f"  tunnel{side}_{name} ! the tunnels in one list" for side in (1, 2) for name in _TUNNEL)

TABLE = f"""
aws_ec2_transit_gateway = AWS::EC2::TransitGateway

aws_ec2_transit_gateway_vpc_attachment = AWS::EC2::TransitGatewayVpcAttachment
  appliance_mode_support = Options.ApplianceModeSupport
  dns_support = Options.DnsSupport
  ipv6_support = Options.Ipv6Support
  security_group_referencing_support = Options.SecurityGroupReferencingSupport
  transit_gateway_default_route_table_association - the provider takes the association away
  transit_gateway_default_route_table_propagation - the provider takes the propagation away

aws_ec2_transit_gateway_vpc_attachment_accepter ! the owner of the gateway accepts an attachment

aws_ec2_transit_gateway_peering_attachment = AWS::EC2::TransitGatewayPeeringAttachment
  options - routes are static in CloudFormation

aws_ec2_transit_gateway_peering_attachment_accepter ! the other side accepts the attachment

aws_ec2_transit_gateway_route_table_association = AWS::EC2::TransitGatewayRouteTableAssociation
  replace_existing_association - the provider takes another association away

aws_ec2_transit_gateway_default_route_table_association ! a setting of the gateway
aws_ec2_transit_gateway_default_route_table_propagation ! a setting of the gateway
aws_ec2_transit_gateway_prefix_list_reference ! CloudFormation has it not

aws_ec2_transit_gateway_connect = AWS::EC2::TransitGatewayConnect
  protocol = Options.Protocol
  transit_gateway_default_route_table_association - the provider takes the association away
  transit_gateway_default_route_table_propagation - the provider takes the propagation away
  transit_gateway_id - that of the attachment it is carried by
  transport_attachment_id = TransportTransitGatewayAttachmentId

aws_ec2_transit_gateway_connect_peer = AWS::EC2::TransitGatewayConnectPeer
  bgp_asn = ConnectPeerConfiguration.BgpConfigurations.PeerAsn
  inside_cidr_blocks = ConnectPeerConfiguration.InsideCidrBlocks
  peer_address = ConnectPeerConfiguration.PeerAddress
  transit_gateway_address = ConnectPeerConfiguration.TransitGatewayAddress

aws_ec2_transit_gateway_multicast_domain = AWS::EC2::TransitGatewayMulticastDomain
  auto_accept_shared_associations = Options.AutoAcceptSharedAssociations
  igmpv2_support = Options.Igmpv2Support
  static_sources_support = Options.StaticSourcesSupport

aws_customer_gateway = AWS::EC2::CustomerGateway

aws_vpn_gateway = AWS::EC2::VPNGateway
  availability_zone - AWS chooses it
  vpc_id ! an attachment of its own

aws_vpn_gateway_attachment = AWS::EC2::VPCGatewayAttachment

aws_vpn_connection = AWS::EC2::VPNConnection
{_TUNNELS}

aws_vpn_connection_route = AWS::EC2::VPNConnectionRoute

aws_ec2_client_vpn_endpoint = AWS::EC2::ClientVpnEndpoint
  authentication_options = AuthenticationOptions
    active_directory_id = ActiveDirectory.DirectoryId
    root_certificate_chain_arn = MutualAuthentication.ClientRootCertificateChainArn
    saml_provider_arn = FederatedAuthentication.SAMLProviderArn
    self_service_saml_provider_arn = FederatedAuthentication.SelfServiceSAMLProviderArn
  tags ! tags by kind of resource

aws_ec2_client_vpn_network_association = AWS::EC2::ClientVpnTargetNetworkAssociation

aws_vpc_ipam = AWS::EC2::IPAM
  cascade - what the provider does at deletion

aws_vpc_ipam_pool = AWS::EC2::IPAMPool
  cascade - what the provider does at deletion

aws_vpc_ipam_pool_cidr = AWS::EC2::IPAMPoolCidr
  cidr_authorization_context - a proof that the addresses are one's own

aws_vpc_ipam_pool_cidr_allocation = AWS::EC2::IPAMAllocation
  disallowed_cidrs - addresses that are not to be taken
  tags - allocations take no tags in CloudFormation

aws_vpc_ipam_scope = AWS::EC2::IPAMScope

aws_vpc_ipam_resource_discovery = AWS::EC2::IPAMResourceDiscovery

aws_vpc_ipam_resource_discovery_association = AWS::EC2::IPAMResourceDiscoveryAssociation

aws_vpc_ipam_preview_next_cidr ! it asks which addresses come next
aws_vpc_ipam_organization_admin_account ! a setting of the organisation

aws_ec2_network_insights_analysis = AWS::EC2::NetworkInsightsAnalysis
  wait_for_completion - what the provider waits for

aws_vpn_concentrator = AWS::EC2::VPNConcentrator

aws_ec2_transit_gateway_policy_table_entry = AWS::EC2::TransitGatewayPolicyTableEntry
  policy_rule = PolicyRule
    metadata - CloudFormation has it not
"""


def _gateway(item: Item) -> None:
    vpc = item.argument("vpc_id")
    if not isinstance(vpc, Absent):
        attachment = {"VpnGatewayId": item.reference(), "VpcId": vpc}
        add = item.perhaps_beside if may_be_absent(vpc) else item.beside
        add("attachment", "AWS::EC2::VPCGatewayAttachment", attachment, vpc.at)


def _connection(item: Item) -> None:
    """Two tunnels, each with its own settings."""
    shape = item.shapes["VpnTunnelOptionsSpecifications"][0]
    tunnels: list[Value] = []
    for side in (1, 2):
        found: dict[str, Value] = {}
        for name, own in _TUNNEL.items():
            value = item.argument(f"tunnel{side}_{name}")
            if isinstance(shape[own], list):
                value = items_as("Value")(value)
            if own == "LogOptions":
                value = blocks_as(value, lambda block: [structure(block, shape["LogOptions"])])
            value = shaped(value, shape[own], lambda block: block)
            if not is_null(value):
                found[own] = value
        tunnels.append(MapValue(found, next((value.at for value in found.values()), item.at)))
    if any(isinstance(one, MapValue) and one.entries for one in tunnels):
        item.set("VpnTunnelOptionsSpecifications", ListValue(tuple(tunnels), item.at))


def _endpoint(item: Item) -> None:
    item.set("TagSpecifications", tag_specification("client-vpn-endpoint", item.argument("tags")))


ADJUST = {
    "aws_vpn_gateway": _gateway,
    "aws_vpn_connection": _connection,
    "aws_ec2_client_vpn_endpoint": _endpoint,
}
