"""Amazon VPC Lattice and AWS Network Manager.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs. Ids there
are those of the service, while Ref gives an ARN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.parts import structure

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_vpclattice_service_network = AWS::VpcLattice::ServiceNetwork
  .id = Id

aws_vpclattice_service = AWS::VpcLattice::Service
  .id = Id

aws_vpclattice_listener = AWS::VpcLattice::Listener
  service_arn = ServiceIdentifier
  .listener_id = Id

aws_vpclattice_listener_rule = AWS::VpcLattice::Rule
  .rule_id = Id

aws_vpclattice_target_group = AWS::VpcLattice::TargetGroup
  config = Config
    health_check = HealthCheck
      matcher = Matcher
        value = HttpCode
  .id = Id

aws_vpclattice_target_group_attachment > aws_vpclattice_target_group by target_group_identifier at Targets[]
  target = .
    id = Id

aws_vpclattice_auth_policy = AWS::VpcLattice::AuthPolicy
  state - it follows from how the service is guarded

aws_vpclattice_resource_gateway = AWS::VpcLattice::ResourceGateway
  vpc_id = VpcIdentifier
  .id = Id

aws_vpclattice_resource_configuration = AWS::VpcLattice::ResourceConfiguration
  allow_association_to_shareable_service_network = AllowAssociationToSharableServiceNetwork
  protocol = ProtocolType
  resource_configuration_definition ! one of several kinds of resource
  resource_gateway_identifier = ResourceGatewayId
  type = ResourceConfigurationType
  .id = Id

aws_vpclattice_service_network_resource_association = AWS::VpcLattice::ServiceNetworkResourceAssociation
  resource_configuration_identifier = ResourceConfigurationId
  service_network_identifier = ServiceNetworkId

aws_networkmanager_core_network = AWS::NetworkManager::CoreNetwork
  base_policy_document - the policy before the real one
  base_policy_regions - the policy before the real one
  create_base_policy - the policy before the real one

aws_networkmanager_core_network_policy_attachment > aws_networkmanager_core_network by core_network_id

aws_networkmanager_link = AWS::NetworkManager::Link
  provider_name = Provider

aws_networkmanager_attachment_accepter ! the owner of a network accepts an attachment
aws_networkmanager_attachment_routing_policy_label ! CloudFormation has it not
aws_networkmanager_prefix_list_association ! CloudFormation has it not
aws_networkmanager_transit_gateway_connect_peer_association ! CloudFormation has it not

aws_networkmanager_dx_gateway_attachment = AWS::NetworkManager::DirectConnectGatewayAttachment
"""


def _definition(item: Item) -> None:
    """An address or an ARN is a text in CloudFormation, while a name has its settings."""
    blocks, _ = item.blocks("resource_configuration_definition")
    path = ("resource_configuration_definition",)
    item.set("ResourceConfigurationDefinition.ArnResource", item.argument(*path, "arn_resource", "arn"))
    item.set("ResourceConfigurationDefinition.IpResource", item.argument(*path, "ip_resource", "ip_address"))
    shape = item.shapes["ResourceConfigurationDefinition"]["DnsResource"]
    for block in item.blocks(*path, "dns_resource")[0] if blocks else ():
        item.set("ResourceConfigurationDefinition.DnsResource", structure(block, shape))


ADJUST = {"aws_vpclattice_resource_configuration": _definition}
