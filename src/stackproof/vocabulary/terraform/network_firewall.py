"""AWS Network Firewall, Shield, Global Accelerator.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.parts import keyed, sole

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_networkfirewall_firewall = AWS::NetworkFirewall::Firewall
  availability_zone_mapping = AvailabilityZoneMappings
    availability_zone_id = AvailabilityZone
  encryption_configuration - CloudFormation has it not

aws_networkfirewall_firewall_policy = AWS::NetworkFirewall::FirewallPolicy
  encryption_configuration - CloudFormation has it not
  firewall_policy = FirewallPolicy
    policy_variables ! variables by their keys

aws_networkfirewall_rule_group = AWS::NetworkFirewall::RuleGroup
  encryption_configuration - CloudFormation has it not
  rules = RuleGroup.RulesSource.RulesString
  rule_group = RuleGroup
    reference_sets ! sets by their keys
    rule_variables ! variables by their keys

aws_networkfirewall_tls_inspection_configuration = AWS::NetworkFirewall::TLSInspectionConfiguration
  encryption_configuration - CloudFormation has it not

aws_networkfirewall_resource_policy ! it is shared by a resource share in CloudFormation
aws_networkfirewall_firewall_transit_gateway_attachment_accepter ! the owner of the gateway accepts an attachment

aws_shield_protection = AWS::Shield::Protection
  .id = ProtectionId

aws_shield_protection_health_check_association > aws_shield_protection by shield_protection_id at HealthCheckArns[]
  health_check_arn ! one item of the list

aws_shield_drt_access_role_arn_association = AWS::Shield::DRTAccess

aws_shield_drt_access_log_bucket_association > aws_shield_drt_access_role_arn_association by role_arn_association_id at LogBucketList[]
  log_bucket ! one item of the list

aws_shield_proactive_engagement = AWS::Shield::ProactiveEngagement
  enabled = ProactiveEngagementStatus | ENABLED or DISABLED
  emergency_contact = EmergencyContactList

aws_shield_application_layer_automatic_response ! it names what is protected, not the protection
aws_shield_subscription ! a subscription of the account

aws_globalaccelerator_accelerator = AWS::GlobalAccelerator::Accelerator
  attributes = .

aws_globalaccelerator_cross_account_attachment = AWS::GlobalAccelerator::CrossAccountAttachment
  resource = Resources
    cidr_block = Cidr

aws_globalaccelerator_custom_routing_accelerator ! CloudFormation has no accelerators with own routes
aws_globalaccelerator_custom_routing_listener ! CloudFormation has no accelerators with own routes
aws_globalaccelerator_custom_routing_endpoint_group ! CloudFormation has no accelerators with own routes
"""  # noqa: E501 - an entry is one line

_SET = {"Definition": ["s"]}


def _policy(item: Item) -> None:
    variables = item.argument("firewall_policy", "policy_variables", "rule_variables")
    item.set("FirewallPolicy.PolicyVariables.RuleVariables", keyed(variables, _SET, "ip_set"))


def _group(item: Item) -> None:
    variables = ("rule_group", "rule_variables")
    item.set("RuleGroup.RuleVariables.IPSets", keyed(item.argument(*variables, "ip_sets"), _SET, "ip_set"))
    item.set("RuleGroup.RuleVariables.PortSets", keyed(item.argument(*variables, "port_sets"), _SET, "port_set"))
    references = item.argument("rule_group", "reference_sets", "ip_set_references")
    item.set("RuleGroup.ReferenceSets.IPSetReferences", keyed(references, {"ReferenceArn": "s"}, "ip_set_reference"))


ADJUST = {
    "aws_networkfirewall_firewall_policy": _policy,
    "aws_networkfirewall_rule_group": _group,
    "aws_shield_protection_health_check_association": sole("health_check_arn"),
    "aws_shield_drt_access_log_bucket_association": sole("log_bucket"),
}
