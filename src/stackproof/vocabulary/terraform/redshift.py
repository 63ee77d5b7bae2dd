"""Amazon Redshift, provisioned and serverless.

A last snapshot is taken unless `skip_final_snapshot` is true:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/redshift_cluster, read 2026-11-27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.adjusting import where

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_redshift_cluster = AWS::Redshift::Cluster
  database_name = DBName
  master_password = MasterUserPassword
  master_password_wo = MasterUserPassword
  master_password_wo_version - it tells the provider when the password changed
  availability_zone_relocation_enabled = AvailabilityZoneRelocation
  # Before version 6 of the provider.
  logging = LoggingProperties | where enabled
    enable ! there is logging or none
  snapshot_copy = .
    grant_name = SnapshotCopyGrantName
    retention_period = SnapshotCopyRetentionPeriod
  skip_final_snapshot ! what is left at deletion
  final_snapshot_identifier - the name of what is left at deletion
  apply_immediately - when the provider changes it
  default_iam_role_arn - CloudFormation cannot say it
  snapshot_arn - CloudFormation names the snapshot
  .cluster_identifier =
  .dns_name = Endpoint.Address
  .endpoint - address and port in one
  .master_password_secret_arn = MasterPasswordSecretArn

aws_redshift_cluster_iam_roles > aws_redshift_cluster by cluster_identifier
  iam_role_arns = IamRoles
  default_iam_role_arn - CloudFormation cannot say it

aws_redshift_logging > aws_redshift_cluster by cluster_identifier at LoggingProperties

aws_redshift_snapshot_copy > aws_redshift_cluster by cluster_identifier
  retention_period = SnapshotCopyRetentionPeriod
  manual_snapshot_retention_period - CloudFormation says it of the cluster's own snapshots

aws_redshift_parameter_group = AWS::Redshift::ClusterParameterGroup
  family = ParameterGroupFamily
  parameter = Parameters
    name = ParameterName
    value = ParameterValue

aws_redshift_subnet_group = AWS::Redshift::ClusterSubnetGroup
  name - CloudFormation makes the name up
  .name =

aws_redshift_snapshot_schedule = AWS::Redshift::SnapshotSchedule
  identifier = ScheduleIdentifier
  identifier_prefix = ScheduleIdentifier | prefix
  definitions = ScheduleDefinitions
  description = ScheduleDescription
  force_destroy - what the provider does at deletion
  .id = ScheduleIdentifier

aws_redshift_scheduled_action = AWS::Redshift::ScheduledAction
  description = ScheduledActionDescription

aws_redshift_endpoint_authorization = AWS::Redshift::EndpointAuthorization
  force_delete - what the provider does at deletion

aws_redshift_integration = AWS::Redshift::Integration
  description - CloudFormation cannot say it

aws_redshift_event_subscription = AWS::Redshift::EventSubscription

aws_redshift_usage_limit = AWS::Redshift::UsageLimit
  .id = UsageLimitId

aws_redshift_snapshot_copy_grant = AWS::Redshift::SnapshotCopyGrant
  .id = SnapshotCopyGrantName

aws_redshift_idc_application = AWS::Redshift::RedshiftIdcApplication
  authorized_token_issuer = AuthorizedTokenIssuerList
  service_integration = ServiceIntegrations

aws_redshiftserverless_namespace = AWS::RedshiftServerless::Namespace
  admin_user_password_wo = AdminUserPassword
  admin_user_password_wo_version - it tells the provider when the password changed
  .arn = Namespace.NamespaceArn
  .namespace_id = Namespace.NamespaceId

aws_redshiftserverless_workgroup = AWS::RedshiftServerless::Workgroup
  price_performance_target = PricePerformanceTarget
    enabled = Status | ENABLED or DISABLED
  .arn = Workgroup.WorkgroupArn
  .workgroup_id = Workgroup.WorkgroupId
  .endpoint.0.address = Workgroup.Endpoint.Address
  .endpoint.0.port = Workgroup.Endpoint.Port

aws_redshift_authentication_profile ! CloudFormation has no authentication profiles
aws_redshift_cluster_snapshot ! a single snapshot
aws_redshift_data_share_authorization ! CloudFormation has no data shares
aws_redshift_data_share_consumer_association ! CloudFormation has no data shares
aws_redshift_hsm_client_certificate ! CloudFormation has no security modules
aws_redshift_hsm_configuration ! CloudFormation has no security modules
aws_redshift_namespace_registration ! CloudFormation has no registrations of namespaces
aws_redshift_partner ! CloudFormation has no partners
aws_redshift_resource_policy ! the policy of a namespace, named by its ARN
aws_redshift_snapshot_schedule_association ! CloudFormation ties no schedules to clusters
aws_redshiftdata_statement ! a statement that is run once
aws_redshiftserverless_custom_domain_association ! CloudFormation has no domains of one's own
aws_redshiftserverless_endpoint_access ! CloudFormation has no endpoints of serverless workgroups
aws_redshiftserverless_resource_policy ! the policy of a snapshot
aws_redshiftserverless_usage_limit ! CloudFormation has no limits of serverless workgroups
"""


def _cluster(item: Item) -> None:
    item.snapshot_unless("skip_final_snapshot")


ADJUST = {"aws_redshift_cluster": _cluster}
CONVERSIONS = {"where enabled": where("enable")}
