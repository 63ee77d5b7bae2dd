"""AWS CloudTrail, AWS Config, Amazon GuardDuty, AWS Security Hub, IAM Access Analyzer.

A trail logs unless `enable_logging` says otherwise:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail, read 2026-11-27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Known

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_cloudtrail = AWS::CloudTrail::Trail
  name = TrailName
  cloud_watch_logs_group_arn = CloudWatchLogsLogGroupArn
  enable_logging ! trails log unless they are told not to
  event_selector = EventSelectors
    data_resource = DataResources
  advanced_event_selector = AdvancedEventSelectors
    field_selector = FieldSelectors
  insight_selector = InsightSelectors
  .id =

aws_cloudtrail_event_data_store = AWS::CloudTrail::EventDataStore
  suspend - it stops and starts what is there
aws_cloudtrail_organization_delegated_admin_account ! a setting of the organization

aws_config_configuration_recorder = AWS::Config::ConfigurationRecorder
  .id =
aws_config_configuration_recorder_status ! CloudFormation starts a recorder that has a delivery channel
aws_config_delivery_channel = AWS::Config::DeliveryChannel
  snapshot_delivery_properties = ConfigSnapshotDeliveryProperties
aws_config_config_rule = AWS::Config::ConfigRule
  .id =
aws_config_configuration_aggregator = AWS::Config::ConfigurationAggregator
  account_aggregation_source = AccountAggregationSources
    all_regions = AllAwsRegions
    regions = AwsRegions
  organization_aggregation_source = OrganizationAggregationSource
    all_regions = AllAwsRegions
    regions = AwsRegions
aws_config_conformance_pack = AWS::Config::ConformancePack
  input_parameter = ConformancePackInputParameters
aws_config_organization_conformance_pack = AWS::Config::OrganizationConformancePack
  input_parameter = ConformancePackInputParameters
aws_config_remediation_configuration = AWS::Config::RemediationConfiguration
  parameter - parameters of the document
aws_config_aggregate_authorization = AWS::Config::AggregationAuthorization
  account_id = AuthorizedAccountId
aws_config_retention_configuration ! a setting of the account

aws_guardduty_detector = AWS::GuardDuty::Detector
  datasources = DataSources
    malware_protection = MalwareProtection
      scan_ec2_instance_with_findings = ScanEc2InstanceWithFindings
        ebs_volumes ! a boolean in CloudFormation
  .id =
aws_guardduty_detector_feature > aws_guardduty_detector by detector_id at Features[]
  additional_configuration = AdditionalConfiguration
aws_guardduty_filter = AWS::GuardDuty::Filter
  finding_criteria = FindingCriteria
    criterion - conditions on findings
aws_guardduty_member = AWS::GuardDuty::Member
  account_id = MemberId
  invitation_message = Message
  invite - whether the member is invited by mail
aws_guardduty_publishing_destination = AWS::GuardDuty::PublishingDestination
  destination_arn = DestinationProperties.DestinationArn
  kms_key_arn = DestinationProperties.KmsKeyArn
aws_guardduty_organization_admin_account ! a setting of the organization
aws_guardduty_organization_configuration ! a setting of the organization
aws_guardduty_organization_configuration_feature ! a setting of the organization

aws_accessanalyzer_analyzer = AWS::AccessAnalyzer::Analyzer
  configuration = AnalyzerConfiguration
    internal_access = InternalAccessConfiguration
      analysis_rule = InternalAccessAnalysisRule
    unused_access = UnusedAccessConfiguration
      unused_access_age = UnusedAccessAge
      analysis_rule = AnalysisRule
        exclusion = Exclusions
          resource_tags - tags of what is left out
aws_accessanalyzer_archive_rule ! CloudFormation writes it with the analyzer

aws_securityhub_account = AWS::SecurityHub::Hub
aws_securityhub_standards_subscription = AWS::SecurityHub::Standard
aws_securityhub_action_target = AWS::SecurityHub::ActionTarget
  identifier = Id
aws_securityhub_automation_rule = AWS::SecurityHub::AutomationRule
  criteria = Criteria
    aws_account_name - CloudFormation has no such condition
    resource_application_arn - CloudFormation has no such condition
    resource_application_name - CloudFormation has no such condition
    confidence = Confidence
      gt - CloudFormation has no such comparison
      lt - CloudFormation has no such comparison
    criticality = Criticality
      gt - CloudFormation has no such comparison
      lt - CloudFormation has no such comparison
aws_securityhub_organization_configuration = AWS::SecurityHub::OrganizationConfiguration
  organization_configuration = .
aws_securityhub_finding_aggregator = AWS::SecurityHub::FindingAggregator
  linking_mode = RegionLinkingMode
  specified_regions = Regions
aws_securityhub_organization_admin_account = AWS::SecurityHub::DelegatedAdmin
  admin_account_id = AdminAccountId
"""


def _trail(item: Item) -> None:
    logging = item.argument("enable_logging")
    item.properties["IsLogging"] = Known(True, item.at) if isinstance(logging, Absent) else logging


def _ebs(item: Item) -> None:
    path = ("datasources", "malware_protection", "scan_ec2_instance_with_findings", "ebs_volumes", "enable")
    enabled = item.argument(*path)
    if not isinstance(enabled, Absent):
        item.set("DataSources.MalwareProtection.ScanEc2InstanceWithFindings.EbsVolumes", enabled)


ADJUST = {"aws_cloudtrail": _trail, "aws_guardduty_detector": _ebs}
