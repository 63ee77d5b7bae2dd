"""Amazon S3 Tables and vector buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_s3tables_table_bucket = AWS::S3Tables::TableBucket
  force_destroy ! the lifecycle of the resource
  maintenance_configuration = .
    iceberg_unreferenced_file_removal = UnreferencedFileRemoval
      settings = .
        non_current_days = NoncurrentDays
  .arn = TableBucketARN

aws_s3tables_table_bucket_replication > aws_s3tables_table_bucket by table_bucket_arn at ReplicationConfiguration

aws_s3tables_table = AWS::S3Tables::Table
  name = TableName
  format = OpenTableFormat
  encryption_configuration - CloudFormation says it of the bucket
  maintenance_configuration = .
    iceberg_compaction = Compaction
      settings = .
    iceberg_snapshot_management = SnapshotManagement
      settings = .
  metadata = .
    iceberg = IcebergMetadata
      properties = TableProperties
      schema = IcebergSchema
        field = SchemaFieldList
  .arn = TableARN

aws_s3tables_table_policy = AWS::S3Tables::TablePolicy
  name - CloudFormation names the table by its ARN
  namespace - CloudFormation names the table by its ARN
  table_bucket_arn - CloudFormation names the table by its ARN

aws_s3tables_table_replication ! CloudFormation says it of the bucket

aws_s3vectors_vector_bucket = AWS::S3Vectors::VectorBucket
  force_destroy ! the lifecycle of the resource
"""


def _bucket(item: Item) -> None:
    item.empties_by("force_destroy")


ADJUST = {"aws_s3tables_table_bucket": _bucket, "aws_s3vectors_vector_bucket": _bucket}
