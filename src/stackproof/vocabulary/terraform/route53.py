"""Amazon Route 53, its resolver, and AWS Cloud Map.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_route53_zone = AWS::Route53::HostedZone
  comment = HostedZoneConfig.Comment
  enable_accelerated_recovery = HostedZoneFeatures.EnableAcceleratedRecovery
  force_destroy ! the lifecycle of the resource
  tags = HostedZoneTags
  .zone_id =

aws_route53_zone_association > aws_route53_zone by zone_id at VPCs[]

aws_route53_query_log > aws_route53_zone by zone_id at QueryLoggingConfig
  cloudwatch_log_group_arn = CloudWatchLogsLogGroupArn

aws_route53_record = AWS::Route53::RecordSet
  alias = AliasTarget
    name = DNSName
    zone_id = HostedZoneId
  allow_overwrite - whether the provider takes over a record that is there
  cidr_routing_policy = CidrRoutingConfig
  failover_routing_policy = .
    type = Failover
  geolocation_routing_policy = GeoLocation
    continent = ContinentCode
    country = CountryCode
    subdivision = SubdivisionCode
  geoproximity_routing_policy = GeoProximityLocation
  latency_routing_policy = .
  multivalue_answer_routing_policy = MultiValueAnswer
  records = ResourceRecords
  weighted_routing_policy = .
  zone_id = HostedZoneId
  .fqdn =

aws_route53_health_check = AWS::Route53::HealthCheck
  child_health_threshold = HealthCheckConfig.HealthThreshold
  child_healthchecks = HealthCheckConfig.ChildHealthChecks
  cloudwatch_alarm_name = HealthCheckConfig.AlarmIdentifier.Name
  cloudwatch_alarm_region = HealthCheckConfig.AlarmIdentifier.Region
  disabled - it is set by the API alone
  enable_sni = HealthCheckConfig.EnableSNI
  failure_threshold = HealthCheckConfig.FailureThreshold
  fqdn = HealthCheckConfig.FullyQualifiedDomainName
  insufficient_data_health_status = HealthCheckConfig.InsufficientDataHealthStatus
  invert_healthcheck = HealthCheckConfig.Inverted
  ip_address = HealthCheckConfig.IPAddress
  measure_latency = HealthCheckConfig.MeasureLatency
  port = HealthCheckConfig.Port
  reference_name - a name that the provider makes the request with
  regions = HealthCheckConfig.Regions
  request_interval = HealthCheckConfig.RequestInterval
  resource_path = HealthCheckConfig.ResourcePath
  routing_control_arn = HealthCheckConfig.RoutingControlArn
  search_string = HealthCheckConfig.SearchString
  tags = HealthCheckTags
  triggers - when the provider looks at the alarm anew
  type = HealthCheckConfig.Type

aws_route53_hosted_zone_dnssec = AWS::Route53::DNSSEC
  signing_status - CloudFormation always signs

aws_route53_cidr_collection = AWS::Route53::CidrCollection

aws_route53_cidr_location > aws_route53_cidr_collection by cidr_collection_id at Locations[]
  cidr_blocks = CidrList
  name = LocationName

aws_route53_delegation_set ! CloudFormation cannot make a set of name servers
aws_route53_vpc_association_authorization ! a permission that is given by the API alone
aws_route53_traffic_policy ! CloudFormation has no traffic policies
aws_route53_traffic_policy_instance ! CloudFormation has no traffic policies
aws_route53_records_exclusive ! the provider takes away the records that it does not know
aws_route53domains_registered_domain ! a domain that is registered already
aws_route53domains_domain ! CloudFormation cannot register a domain
aws_route53domains_delegation_signer_record ! CloudFormation has it not

aws_route53_resolver_endpoint = AWS::Route53Resolver::ResolverEndpoint

aws_route53_resolver_rule = AWS::Route53Resolver::ResolverRule

aws_route53_resolver_rule_association = AWS::Route53Resolver::ResolverRuleAssociation

aws_route53_resolver_query_log_config = AWS::Route53Resolver::ResolverQueryLoggingConfig

aws_route53_resolver_query_log_config_association = AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation

aws_route53_resolver_config = AWS::Route53Resolver::ResolverConfig

aws_route53_resolver_dnssec_config = AWS::Route53Resolver::ResolverDNSSECConfig

aws_route53_resolver_firewall_rule_group = AWS::Route53Resolver::FirewallRuleGroup

aws_route53_resolver_firewall_rule > aws_route53_resolver_firewall_rule_group by firewall_rule_group_id at FirewallRules[]
  name - rules have no name in CloudFormation

aws_route53_resolver_firewall_domain_list = AWS::Route53Resolver::FirewallDomainList

aws_route53_resolver_firewall_rule_group_association = AWS::Route53Resolver::FirewallRuleGroupAssociation

aws_route53_resolver_firewall_config ! CloudFormation has it not

aws_service_discovery_service = AWS::ServiceDiscovery::Service
  force_destroy ! the lifecycle of the resource

aws_service_discovery_private_dns_namespace = AWS::ServiceDiscovery::PrivateDnsNamespace
  .hosted_zone = HostedZoneId

aws_service_discovery_public_dns_namespace = AWS::ServiceDiscovery::PublicDnsNamespace
  .hosted_zone = HostedZoneId

aws_service_discovery_instance = AWS::ServiceDiscovery::Instance
  attributes = InstanceAttributes

aws_route53recoverycontrolconfig_cluster = AWS::Route53RecoveryControl::Cluster

aws_route53recoverycontrolconfig_control_panel = AWS::Route53RecoveryControl::ControlPanel

aws_route53recoverycontrolconfig_routing_control = AWS::Route53RecoveryControl::RoutingControl

aws_route53recoverycontrolconfig_safety_rule = AWS::Route53RecoveryControl::SafetyRule
  asserted_controls = AssertionRule.AssertedControls
  gating_controls = GatingRule.GatingControls
  target_controls = GatingRule.TargetControls
  wait_period_ms ! of the rule of one kind or the other

aws_route53profiles_association = AWS::Route53Profiles::ProfileAssociation

aws_route53profiles_resource_association = AWS::Route53Profiles::ProfileResourceAssociation
"""  # noqa: E501 - an entry is one line


def _emptied(item: Item) -> None:
    item.empties_by("force_destroy")


def _safety(item: Item) -> None:
    rule = "GatingRule" if item.has("GatingRule") else "AssertionRule"
    item.set(f"{rule}.WaitPeriodMs", item.argument("wait_period_ms"))


ADJUST = {
    "aws_route53recoverycontrolconfig_safety_rule": _safety,
    "aws_route53_zone": _emptied,
    "aws_service_discovery_service": _emptied,
}
