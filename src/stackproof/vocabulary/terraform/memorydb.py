"""Amazon MemoryDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.adjusting import by_name, snapshot_if

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_memorydb_cluster = AWS::MemoryDB::Cluster
  kms_key_arn = KmsKeyId
  .arn = ARN

aws_memorydb_parameter_group = AWS::MemoryDB::ParameterGroup
  parameter = Parameters | names to values
  .arn = ARN

aws_memorydb_snapshot = AWS::MemoryDB::Snapshot
  kms_key_arn = KmsKeyId
  .id = SnapshotName

aws_memorydb_multi_region_cluster = AWS::MemoryDB::MultiRegionCluster
  .arn = ARN

aws_memorydb_subnet_group = AWS::MemoryDB::SubnetGroup
  .arn = ARN
"""


def _cluster(item: Item) -> None:
    snapshot_if(item, "final_snapshot_name")


ADJUST = {"aws_memorydb_cluster": _cluster}
CONVERSIONS = {"names to values": by_name("value")}
