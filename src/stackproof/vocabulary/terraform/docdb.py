"""Amazon DocumentDB.

A last snapshot is taken unless `skip_final_snapshot` is true:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/docdb_cluster, read 2026-11-27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.adjusting import by_name

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_docdb_cluster = AWS::DocDB::DBCluster
  cluster_identifier = DBClusterIdentifier
  cluster_identifier_prefix = DBClusterIdentifier | prefix
  master_password = MasterUserPassword
  master_password_wo = MasterUserPassword
  master_password_wo_version - it tells the provider when the password changed
  enabled_cloudwatch_logs_exports = EnableCloudwatchLogsExports
  restore_to_point_in_time = .
    source_cluster_identifier = SourceDBClusterIdentifier
  skip_final_snapshot ! what is left at deletion
  final_snapshot_identifier - the name of what is left at deletion
  allow_major_version_upgrade - what the provider may change
  apply_immediately - when the provider changes it
  cluster_members - it is known after deployment
  engine - there is one alone
  .cluster_identifier =
  .reader_endpoint = ReadEndpoint

aws_docdb_cluster_instance = AWS::DocDB::DBInstance
  identifier = DBInstanceIdentifier
  identifier_prefix = DBInstanceIdentifier | prefix
  cluster_identifier = DBClusterIdentifier
  instance_class = DBInstanceClass
  ca_cert_identifier = CACertificateIdentifier
  apply_immediately - when the provider changes it
  copy_tags_to_snapshot - CloudFormation says it of the cluster
  engine - there is one alone
  performance_insights_kms_key_id - CloudFormation cannot say it
  promotion_tier - CloudFormation cannot say it
  .identifier =

aws_docdb_cluster_parameter_group = AWS::DocDB::DBClusterParameterGroup
  parameter = Parameters | names to values
    apply_method - when it takes effect

aws_docdb_subnet_group = AWS::DocDB::DBSubnetGroup
  description = DBSubnetGroupDescription

aws_docdb_global_cluster = AWS::DocDB::GlobalCluster
  database_name - CloudFormation cannot say it
  .global_cluster_identifier =

aws_docdb_event_subscription = AWS::DocDB::EventSubscription

aws_docdb_cluster_snapshot ! a single snapshot
"""


def _cluster(item: Item) -> None:
    item.snapshot_unless("skip_final_snapshot")


ADJUST = {"aws_docdb_cluster": _cluster}
CONVERSIONS = {"names to values": by_name("value")}
