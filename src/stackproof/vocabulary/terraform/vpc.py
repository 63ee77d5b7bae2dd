"""Amazon VPC: networks, subnets, gateways, addresses, endpoints, peerings.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs.
The id of an address is its allocation id there, while CloudFormation's Ref is the address itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known
from stackproof.vocabulary.adjusting import argument_beside, may_be_absent
from stackproof.vocabulary.conversions import switch
from stackproof.vocabulary.parts import sole

if TYPE_CHECKING:
    from stackproof.graph.values import Value
    from stackproof.vocabulary.item import Item

TABLE = """
aws_vpc = AWS::EC2::VPC
  assign_generated_ipv6_cidr_block ! a block of addresses of its own
  ipv6_cidr_block ! a block of addresses of its own
  ipv6_ipam_pool_id ! a block of addresses of its own
  ipv6_netmask_length ! a block of addresses of its own
  ipv6_cidr_block_network_border_group ! a block of addresses of its own
  enable_network_address_usage_metrics - metrics of how many addresses are used
  enable_classiclink - a network that is no longer to be had
  enable_classiclink_dns_support - a network that is no longer to be had
  .default_security_group_id = DefaultSecurityGroup
  .default_network_acl_id = DefaultNetworkAcl

aws_subnet = AWS::EC2::Subnet
  customer_owned_ipv4_pool - addresses of an Outpost
  map_customer_owned_ip_on_launch - addresses of an Outpost
  enable_resource_name_dns_a_record_on_launch = PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord
  enable_resource_name_dns_aaaa_record_on_launch = PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord
  private_dns_hostname_type_on_launch = PrivateDnsNameOptionsOnLaunch.HostnameType

aws_vpc_ipv4_cidr_block_association = AWS::EC2::VPCCidrBlock

aws_vpc_ipv6_cidr_block_association = AWS::EC2::VPCCidrBlock
  assign_generated_ipv6_cidr_block = AmazonProvidedIpv6CidrBlock

aws_default_vpc ! it exists before; the provider only adopts it
aws_default_subnet ! it exists before; the provider only adopts it
aws_default_vpc_dhcp_options ! they exist before; the provider only adopts them

aws_internet_gateway = AWS::EC2::InternetGateway
  vpc_id ! an attachment of its own

aws_internet_gateway_attachment = AWS::EC2::VPCGatewayAttachment

aws_egress_only_internet_gateway = AWS::EC2::EgressOnlyInternetGateway

aws_nat_gateway = AWS::EC2::NatGateway
  private_ip = PrivateIpAddress
  .network_interface_id = EniId

aws_nat_gateway_eip_association > aws_nat_gateway by nat_gateway_id at SecondaryAllocationIds[]
  allocation_id ! one item of the list

aws_eip = AWS::EC2::EIP
  vpc = Domain | vpc
  instance ! its own property, or an association where the inner address is chosen
  network_interface ! an association of its own
  associate_with_private_ip ! an association of its own
  customer_owned_ipv4_pool - addresses of an Outpost
  .id = AllocationId
  .allocation_id = AllocationId
  .public_ip = PublicIp

aws_eip_association = AWS::EC2::EIPAssociation
  public_ip = EIP
  allow_reassociation - whether the provider may take the address from another

aws_eip_domain_name ! a name for the way back from an address to a name

aws_vpc_dhcp_options = AWS::EC2::DHCPOptions

aws_vpc_dhcp_options_association = AWS::EC2::VPCDHCPOptionsAssociation

aws_vpc_endpoint = AWS::EC2::VPCEndpoint
  policy = PolicyDocument
  auto_accept - the provider accepts it where both sides are of one account
  dns_options = DnsOptions
    private_dns_only_for_inbound_resolver_endpoint = PrivateDnsOnlyForInboundResolverEndpoint | resolver
  subnet_configuration - fixed addresses of its interfaces
  .dns_entry = DnsEntries

aws_vpc_endpoint_subnet_association > aws_vpc_endpoint by vpc_endpoint_id at SubnetIds[]
  subnet_id ! one item of the list

aws_vpc_endpoint_route_table_association > aws_vpc_endpoint by vpc_endpoint_id at RouteTableIds[]
  route_table_id ! one item of the list

aws_vpc_endpoint_security_group_association > aws_vpc_endpoint by vpc_endpoint_id at SecurityGroupIds[]
  security_group_id ! one item of the list
  replace_default_association - the provider takes the network's default group away

aws_vpc_endpoint_policy > aws_vpc_endpoint by vpc_endpoint_id
  policy = PolicyDocument

aws_vpc_endpoint_private_dns > aws_vpc_endpoint by vpc_endpoint_id

aws_vpc_endpoint_service = AWS::EC2::VPCEndpointService
  allowed_principals ! permissions of its own
  .id = ServiceId

aws_vpc_endpoint_service_allowed_principal = AWS::EC2::VPCEndpointServicePermissions
  vpc_endpoint_service_id = ServiceId
  principal_arn = AllowedPrincipals | list

aws_vpc_endpoint_service_private_dns_verification ! it waits until the name is verified

aws_vpc_endpoint_connection_accepter ! the owner of a service accepts an endpoint

aws_vpc_endpoint_connection_notification = AWS::EC2::VPCEndpointConnectionNotification
  vpc_endpoint_service_id = ServiceId

aws_vpc_peering_connection = AWS::EC2::VPCPeeringConnection
  auto_accept - the provider accepts it where both sides are of one account
  accepter - resolution of names by the other side
  requester - resolution of names by the other side

aws_vpc_peering_connection_accepter ! the other side accepts the connection
aws_vpc_peering_connection_options ! resolution of names by the other side

aws_ec2_managed_prefix_list = AWS::EC2::PrefixList
  entry = Entries

aws_ec2_managed_prefix_list_entry > aws_ec2_managed_prefix_list by prefix_list_id at Entries[]

aws_ec2_subnet_cidr_reservation ! addresses that are kept for a use
aws_ec2_carrier_gateway = AWS::EC2::CarrierGateway
aws_vpc_block_public_access_options = AWS::EC2::VPCBlockPublicAccessOptions
aws_vpc_block_public_access_exclusion = AWS::EC2::VPCBlockPublicAccessExclusion

aws_vpc_encryption_control = AWS::EC2::VPCEncryptionControl
  egress_only_internet_gateway_exclusion = EgressOnlyInternetGatewayExclusionInput
  elastic_file_system_exclusion = ElasticFileSystemExclusionInput
  internet_gateway_exclusion = InternetGatewayExclusionInput
  lambda_exclusion = LambdaExclusionInput
  nat_gateway_exclusion = NatGatewayExclusionInput
  virtual_private_gateway_exclusion = VirtualPrivateGatewayExclusionInput
  vpc_lattice_exclusion = VpcLatticeExclusionInput
  vpc_peering_exclusion = VpcPeeringExclusionInput

aws_vpc_network_performance_metric_subscription ! a setting of the account
aws_ec2_secondary_network ! a second network of instances
aws_ec2_secondary_subnet ! a second network of instances
"""


def _vpc(item: Item) -> None:
    """Addresses of version 6 are a resource of their own in CloudFormation."""
    generated = item.argument("assign_generated_ipv6_cidr_block")
    given = {
        "Ipv6CidrBlock": item.argument("ipv6_cidr_block"),
        "Ipv6IpamPoolId": item.argument("ipv6_ipam_pool_id"),
        "Ipv6NetmaskLength": item.argument("ipv6_netmask_length"),
        "Ipv6CidrBlockNetworkBorderGroup": item.argument("ipv6_cidr_block_network_border_group"),
    }
    asked = is_true(generated)
    others = [value for value in given.values() if not isinstance(value, Absent)]
    # The provider shows the block that it was given, too, where it asked for a generated one.
    block = {"VpcId": item.reference(), "AmazonProvidedIpv6CidrBlock": generated}
    if asked is Truth.YES:
        border = given["Ipv6CidrBlockNetworkBorderGroup"]
        item.beside("ipv6", _BLOCK, {**block, "Ipv6CidrBlockNetworkBorderGroup": border}, generated.at)
    elif any(isinstance(value, Known) for value in others):
        item.beside("ipv6", _BLOCK, {"VpcId": item.reference(), **given}, others[0].at)
    elif others or asked is Truth.UNDECIDED:
        item.perhaps_beside("ipv6", _BLOCK, {**block, **given}, (others or [generated])[0].at)


_BLOCK = "AWS::EC2::VPCCidrBlock"


def _internet_gateway(item: Item) -> None:
    vpc = item.argument("vpc_id")
    if not isinstance(vpc, Absent):
        attachment = {"InternetGatewayId": item.reference(), "VpcId": vpc}
        add = item.perhaps_beside if may_be_absent(vpc) else item.beside
        add("attachment", "AWS::EC2::VPCGatewayAttachment", attachment, vpc.at)


def _address(item: Item) -> None:
    instance, interface = item.argument("instance"), item.argument("network_interface")
    inner = item.argument("associate_with_private_ip")
    if isinstance(interface, Absent) and isinstance(inner, Absent):
        item.set("InstanceId", instance)
        return
    association = {
        "AllocationId": item.reference("AllocationId"),
        "InstanceId": instance,
        "NetworkInterfaceId": interface,
        "PrivateIpAddress": inner,
    }
    tied = instance if isinstance(interface, Absent) else interface
    add = item.perhaps_beside if may_be_absent(tied) else item.beside
    add("association", "AWS::EC2::EIPAssociation", association, tied.at)


def _service(item: Item) -> None:
    service: dict[str, Value] = {"ServiceId": item.reference("ServiceId")}
    argument_beside(item, "allowed_principals", "AWS::EC2::VPCEndpointServicePermissions", service, "AllowedPrincipals")


ADJUST = {
    "aws_vpc": _vpc,
    "aws_internet_gateway": _internet_gateway,
    "aws_eip": _address,
    "aws_nat_gateway_eip_association": sole("allocation_id"),
    "aws_vpc_endpoint_service": _service,
    "aws_vpc_endpoint_subnet_association": sole("subnet_id"),
    "aws_vpc_endpoint_route_table_association": sole("route_table_id"),
    "aws_vpc_endpoint_security_group_association": sole("security_group_id"),
}
CONVERSIONS = {"vpc": switch("vpc", None), "resolver": switch("OnlyInboundResolver", "AllResolvers")}
