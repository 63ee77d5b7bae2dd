"""Amazon Neptune.

A last snapshot is taken unless `skip_final_snapshot` is true:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/neptune_cluster, read 2026-11-27.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.adjusting import by_name
from stackproof.vocabulary.parts import items_as

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_neptune_cluster = AWS::Neptune::DBCluster
  cluster_identifier = DBClusterIdentifier
  cluster_identifier_prefix = DBClusterIdentifier | prefix
  neptune_cluster_parameter_group_name = DBClusterParameterGroupName
  neptune_instance_parameter_group_name = DBInstanceParameterGroupName
  neptune_subnet_group_name = DBSubnetGroupName
  iam_database_authentication_enabled = IamAuthEnabled
  iam_roles = AssociatedRoles | roles
  kms_key_arn = KmsKeyId
  port = DBPort
  serverless_v2_scaling_configuration = ServerlessScalingConfiguration
  skip_final_snapshot ! what is left at deletion
  final_snapshot_identifier - the name of what is left at deletion
  allow_major_version_upgrade - what the provider may change
  apply_immediately - when the provider changes it
  engine - there is one alone
  replication_source_identifier - CloudFormation cannot say it
  storage_type - CloudFormation cannot say it
  .cluster_identifier =
  .reader_endpoint = ReadEndpoint

aws_neptune_cluster_instance = AWS::Neptune::DBInstance
  identifier = DBInstanceIdentifier
  identifier_prefix = DBInstanceIdentifier | prefix
  cluster_identifier = DBClusterIdentifier
  instance_class = DBInstanceClass
  neptune_parameter_group_name = DBParameterGroupName
  neptune_subnet_group_name = DBSubnetGroupName
  apply_immediately - when the provider changes it
  engine - there is one alone
  engine_version - the cluster's own
  port - the cluster's own
  preferred_backup_window - the cluster's own
  promotion_tier - CloudFormation cannot say it
  skip_final_snapshot - the cluster's own
  .identifier =
  .address = Endpoint
  .endpoint - address and port in one

aws_neptune_cluster_parameter_group = AWS::Neptune::DBClusterParameterGroup
  parameter = Parameters | names to values
    apply_method - when it takes effect

aws_neptune_parameter_group = AWS::Neptune::DBParameterGroup
  parameter = Parameters | names to values
    apply_method - when it takes effect

aws_neptune_subnet_group = AWS::Neptune::DBSubnetGroup
  description = DBSubnetGroupDescription

aws_neptune_global_cluster = AWS::Neptune::GlobalCluster
  .global_cluster_identifier =

aws_neptune_event_subscription = AWS::Neptune::EventSubscription

aws_neptunegraph_graph = AWS::NeptuneGraph::Graph
  graph_name_prefix = GraphName | prefix

aws_neptunegraph_private_graph_endpoint = AWS::NeptuneGraph::PrivateGraphEndpoint
  vpc_security_group_ids = SecurityGroupIds

aws_neptune_cluster_endpoint ! CloudFormation has no endpoints of one's own
aws_neptune_cluster_snapshot ! a single snapshot
"""


def _cluster(item: Item) -> None:
    item.snapshot_unless("skip_final_snapshot")


ADJUST = {"aws_neptune_cluster": _cluster}
CONVERSIONS = {"names to values": by_name("value"), "roles": items_as("role_arn")}
