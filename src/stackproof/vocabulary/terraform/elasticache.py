"""Amazon ElastiCache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.values import Absent, Known, ListValue, MapValue, Unknown, Value
from stackproof.vocabulary.adjusting import by_name, snapshot_if
from stackproof.vocabulary.parts import blocks_as, sole

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_elasticache_cluster = AWS::ElastiCache::CacheCluster
  cluster_id = ClusterName
  node_type = CacheNodeType
  parameter_group_name = CacheParameterGroupName
  subnet_group_name = CacheSubnetGroupName
  security_group_ids = VpcSecurityGroupIds
  maintenance_window = PreferredMaintenanceWindow
  availability_zone = PreferredAvailabilityZone
  preferred_availability_zones = PreferredAvailabilityZones
  log_delivery_configuration = LogDeliveryConfigurations | by destination
    destination ! a log group or a delivery stream
  final_snapshot_identifier ! what is left at deletion
  replication_group_id - CloudFormation's groups make their members themselves
  apply_immediately - when the provider changes it
  outpost_mode - of AWS Outposts
  preferred_outpost_arn - of AWS Outposts
  .cluster_address = ConfigurationEndpoint.Address
  .configuration_endpoint - address and port in one

aws_elasticache_replication_group = AWS::ElastiCache::ReplicationGroup
  description = ReplicationGroupDescription
  node_type = CacheNodeType
  parameter_group_name = CacheParameterGroupName
  subnet_group_name = CacheSubnetGroupName
  security_group_names = CacheSecurityGroupNames
  maintenance_window = PreferredMaintenanceWindow
  auth_token_wo = AuthToken
  # Before version 5 of the provider.
  number_cache_clusters = NumCacheClusters
  availability_zones = PreferredCacheClusterAZs
  auth_token_wo_version - it tells the provider when the token changed
  auth_token_update_strategy - how the provider changes the token
  log_delivery_configuration = LogDeliveryConfigurations | by destination
    destination ! a log group or a delivery stream
  node_group_configuration = NodeGroupConfiguration
    primary_outpost_arn - of AWS Outposts
    replica_outpost_arns - of AWS Outposts
  final_snapshot_identifier ! what is left at deletion
  apply_immediately - when the provider changes it
  .replication_group_id =
  .primary_endpoint_address = PrimaryEndPoint.Address
  .reader_endpoint_address = ReaderEndPoint.Address
  .configuration_endpoint_address = ConfigurationEndPoint.Address

aws_elasticache_global_replication_group = AWS::ElastiCache::GlobalReplicationGroup
  num_node_groups = GlobalNodeGroupCount
  parameter_group_name = CacheParameterGroupName
  primary_replication_group_id ! the first of the members
  .global_replication_group_id =

aws_elasticache_parameter_group = AWS::ElastiCache::ParameterGroup
  name - CloudFormation makes the name up
  family = CacheParameterGroupFamily
  parameter = Properties | names to values
  .name =

aws_elasticache_subnet_group = AWS::ElastiCache::SubnetGroup

aws_elasticache_user = AWS::ElastiCache::User
  passwords_wo = Passwords
  passwords_wo_version - it tells the provider when the passwords changed
  .user_id =

aws_elasticache_user_group = AWS::ElastiCache::UserGroup
  .user_group_id =

aws_elasticache_user_group_association > aws_elasticache_user_group by user_group_id at UserIds[]
  user_id ! the item of the list

aws_elasticache_serverless_cache = AWS::ElastiCache::ServerlessCache
  .arn = ARN

aws_elasticache_reserved_cache_node ! a matter of billing
"""

_DETAILS = {
    "cloudwatch-logs": ("cloud_watch_logs_details", "log_group"),
    "kinesis-firehose": ("kinesis_firehose_details", "delivery_stream"),
}


def _by_destination(value: Value) -> Value:
    """The details of a delivery of logs, which CloudFormation names by the kind of destination."""

    def one(block: MapValue) -> list[Value]:
        destination = block.entries.get("destination", Known(None, block.at))
        kind = string(block.entries.get("destination_type", Absent(block.at)))
        details: Value
        if kind in _DETAILS:
            outer, inner = _DETAILS[kind]
            details = MapValue({outer: MapValue({inner: destination}, destination.at)}, destination.at)
        else:
            details = Unknown("the kind of destination is not known", None, block.at, None, (destination,))
        entries = {**block.entries, "destination_details": details}
        return [MapValue(entries, block.at, block.assumed, complete=block.complete)]

    return blocks_as(value, one)


def _kept(item: Item) -> None:
    snapshot_if(item, "final_snapshot_identifier")


def _global(item: Item) -> None:
    primary = item.argument("primary_replication_group_id")
    if isinstance(primary, Absent):
        return
    member: dict[str, Value] = {
        "ReplicationGroupId": primary,
        "ReplicationGroupRegion": item.native.region,
        "Role": Known("PRIMARY", primary.at),
    }
    # The others name the global group themselves.
    item.set("Members", ListValue((MapValue(member, primary.at),), primary.at, complete=False))


ADJUST = {
    "aws_elasticache_cluster": _kept,
    "aws_elasticache_replication_group": _kept,
    "aws_elasticache_global_replication_group": _global,
    "aws_elasticache_user_group_association": sole("user_id"),
}
CONVERSIONS = {"by destination": _by_destination, "names to values": by_name("value")}
