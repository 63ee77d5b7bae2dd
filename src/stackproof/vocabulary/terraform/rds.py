"""Amazon RDS and Aurora: instances, clusters and their groups.

Defaults of the provider that CloudFormation does not have: an instance is not publicly accessible (CloudFormation goes
by the subnets), and the automated backups of an instance that is no copy of another are off (CloudFormation: one day).
The id of an instance is its resource id. Sources:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance and rds_cluster_instance and
rds_cluster beside it, read 2026-11-27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent
from stackproof.vocabulary.adjusting import by_name, kept_if, provider_default
from stackproof.vocabulary.parts import is_set, items_as, sole

if TYPE_CHECKING:
    from stackproof.graph.values import MapValue
    from stackproof.vocabulary.item import Item

TABLE = """
aws_db_instance = AWS::RDS::DBInstance
  identifier = DBInstanceIdentifier
  identifier_prefix = DBInstanceIdentifier | prefix
  # Before version 5 of the provider.
  name = DBName
  instance_class = DBInstanceClass
  username = MasterUsername
  password = MasterUserPassword
  password_wo = MasterUserPassword
  password_wo_version - it tells the provider when the password changed
  master_user_secret_kms_key_id = MasterUserSecret.KmsKeyId
  parameter_group_name = DBParameterGroupName
  vpc_security_group_ids = VPCSecurityGroups
  backup_window = PreferredBackupWindow
  maintenance_window = PreferredMaintenanceWindow
  ca_cert_identifier = CACertificateIdentifier
  custom_iam_instance_profile = CustomIAMInstanceProfile
  enabled_cloudwatch_logs_exports = EnableCloudwatchLogsExports
  iam_database_authentication_enabled = EnableIAMDatabaseAuthentication
  performance_insights_enabled = EnablePerformanceInsights
  replicate_source_db = SourceDBInstanceIdentifier
  snapshot_identifier = DBSnapshotIdentifier
  restore_to_point_in_time = .
    source_dbi_resource_id = SourceDbiResourceId
  skip_final_snapshot ! what is left at deletion
  final_snapshot_identifier - the name of what is left at deletion
  blue_green_update - how the provider changes the instance
  customer_owned_ip_enabled - of AWS Outposts
  s3_import - what the data are read from once
  warning_event_categories - events that the provider warns of
  upgrade_storage_config - how the provider changes the instance
  .id = DbiResourceId
  .resource_id = DbiResourceId
  .identifier =
  .address = Endpoint.Address
  .port = Endpoint.Port
  .hosted_zone_id = Endpoint.HostedZoneId
  .endpoint - address and port in one
  .status = DBInstanceStatus

aws_rds_cluster = AWS::RDS::DBCluster
  cluster_identifier = DBClusterIdentifier
  cluster_identifier_prefix = DBClusterIdentifier | prefix
  master_password = MasterUserPassword
  master_password_wo = MasterUserPassword
  master_password_wo_version - it tells the provider when the password changed
  master_user_secret_kms_key_id = MasterUserSecret.KmsKeyId
  enabled_cloudwatch_logs_exports = EnableCloudwatchLogsExports
  iam_database_authentication_enabled = EnableIAMDatabaseAuthentication
  iam_roles = AssociatedRoles | roles
  restore_to_point_in_time = .
    source_cluster_identifier = SourceDBClusterIdentifier
    source_cluster_resource_id = SourceDbClusterResourceId
  skip_final_snapshot ! what is left at deletion
  final_snapshot_identifier - the name of what is left at deletion
  allow_major_version_upgrade - what the provider may change
  apply_immediately - when the provider changes it
  ca_certificate_identifier - CloudFormation's clusters have none of their own
  cluster_members - it is known after deployment
  s3_import - what the data are read from once
  warning_event_categories - events that the provider warns of
  .cluster_identifier =
  .cluster_resource_id = DBClusterResourceId
  .endpoint = Endpoint.Address
  .port = Endpoint.Port
  .reader_endpoint = ReadEndpoint.Address

aws_rds_cluster_instance = AWS::RDS::DBInstance
  identifier = DBInstanceIdentifier
  identifier_prefix = DBInstanceIdentifier | prefix
  cluster_identifier = DBClusterIdentifier
  instance_class = DBInstanceClass
  ca_cert_identifier = CACertificateIdentifier
  custom_iam_instance_profile = CustomIAMInstanceProfile
  performance_insights_enabled = EnablePerformanceInsights
  force_destroy - how the provider deletes it
  warning_event_categories - events that the provider warns of
  .identifier =
  .endpoint = Endpoint.Address
  .port = Endpoint.Port

aws_db_subnet_group = AWS::RDS::DBSubnetGroup
  description = DBSubnetGroupDescription

aws_db_parameter_group = AWS::RDS::DBParameterGroup
  parameter = Parameters | names to values
    apply_method - when it takes effect
  skip_destroy ! the lifecycle of the resource

aws_rds_cluster_parameter_group = AWS::RDS::DBClusterParameterGroup
  parameter = Parameters | names to values
    apply_method - when it takes effect

aws_rds_global_cluster = AWS::RDS::GlobalCluster
  database_name - CloudFormation names it in the first cluster
  force_destroy - how the provider deletes it
  .global_cluster_identifier =

aws_rds_cluster_role_association > aws_rds_cluster by db_cluster_identifier at AssociatedRoles[]

aws_db_instance_role_association > aws_db_instance by db_instance_identifier at AssociatedRoles[]

aws_db_instance_automated_backups_replication > aws_db_instance by source_db_instance_arn
  kms_key_id = AutomaticBackupReplicationKmsKeyId
  retention_period = AutomaticBackupReplicationRetentionPeriod
  pre_signed_url - how the provider asks for it

aws_rds_cluster_endpoint = AWS::RDS::DBClusterEndpoint
  cluster_endpoint_identifier = DBClusterEndpointIdentifier
  cluster_identifier = DBClusterIdentifier
  .id - its name, where Ref gives the ARN

aws_db_option_group = AWS::RDS::OptionGroup
  option = OptionConfigurations
    version = OptionVersion
  skip_destroy ! the lifecycle of the resource

aws_db_proxy = AWS::RDS::DBProxy
  auth = Auth
    username - CloudFormation takes it from the secret

aws_db_proxy_default_target_group = AWS::RDS::DBProxyTargetGroup
  connection_pool_config = ConnectionPoolConfigurationInfo
  .id - the proxy's name, where Ref gives the ARN
  .name = TargetGroupName

aws_db_proxy_target > aws_db_proxy_default_target_group by target_group_name at DBClusterIdentifiers[]
  db_cluster_identifier ! the item of the list
  db_instance_identifier - of the other kind of target
  db_proxy_name - the group's own
aws_db_proxy_target [instance] > aws_db_proxy_default_target_group by target_group_name at DBInstanceIdentifiers[]
  db_instance_identifier ! the item of the list
  db_cluster_identifier - of the other kind of target
  db_proxy_name - the group's own

aws_db_proxy_endpoint = AWS::RDS::DBProxyEndpoint
  .id - the names of proxy and endpoint in one

aws_db_event_subscription = AWS::RDS::EventSubscription
  sns_topic = SnsTopicArn

aws_rds_integration = AWS::RDS::Integration

aws_rds_shard_group = AWS::RDS::DBShardGroup
  .endpoint = Endpoint

aws_rds_custom_db_engine_version = AWS::RDS::CustomDBEngineVersion
  source_image_id = ImageId
  filename ! the manifest is in a file
  manifest_hash - it tells the provider when the manifest changed

aws_rds_cluster_activity_stream ! CloudFormation has no activity streams
aws_db_snapshot ! a single snapshot
aws_db_snapshot_copy ! a single snapshot
aws_db_cluster_snapshot ! a single snapshot
aws_rds_cluster_snapshot_copy ! a single snapshot
aws_rds_export_task ! a single export
aws_rds_instance_state ! whether the instance runs at the moment
aws_rds_reserved_instance ! a matter of billing
aws_rds_certificate ! the account's default; CloudFormation cannot say it
"""

_COPIES = ("replicate_source_db", "snapshot_identifier", "restore_to_point_in_time", "s3_import")


def _instance(item: Item) -> None:
    item.snapshot_unless("skip_final_snapshot")
    provider_default(item, "publicly_accessible", "PubliclyAccessible", data=False)
    if all(isinstance(item.argument(name), Absent) for name in _COPIES):
        provider_default(item, "backup_retention_period", "BackupRetentionPeriod", 0)


def _cluster(item: Item) -> None:
    item.snapshot_unless("skip_final_snapshot")


def _member(item: Item) -> None:
    provider_default(item, "publicly_accessible", "PubliclyAccessible", data=False)


def _group(item: Item) -> None:
    kept_if(item, "skip_destroy")


def _backups_elsewhere(item: Item) -> None:
    item.properties["AutomaticBackupReplicationRegion"] = item.native.region


def _target(item: Item) -> None:
    sole("db_cluster_identifier" if _kind_of_target(item.arguments) == "" else "db_instance_identifier")(item)


def _kind_of_target(arguments: MapValue) -> str:
    return "instance" if is_set(arguments.entries.get("db_instance_identifier")) else ""


VARIANTS = {"aws_db_proxy_target": _kind_of_target}
ADJUST = {
    "aws_db_instance": _instance,
    "aws_rds_cluster": _cluster,
    "aws_rds_cluster_instance": _member,
    "aws_db_parameter_group": _group,
    "aws_db_option_group": _group,
    "aws_db_instance_automated_backups_replication": _backups_elsewhere,
    "aws_db_proxy_target": _target,
}
CONVERSIONS = {"names to values": by_name("value"), "roles": items_as("role_arn")}
