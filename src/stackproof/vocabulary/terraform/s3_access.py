"""Amazon S3: access points, grants, directory buckets, and what is said of a whole account."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

# Metrics of a lens that are switched on or off, at two levels.
_METRICS = (
    ("activity_metrics", "ActivityMetrics"),
    ("advanced_cost_optimization_metrics", "AdvancedCostOptimizationMetrics"),
    ("advanced_data_protection_metrics", "AdvancedDataProtectionMetrics"),
    ("advanced_performance_metrics", "AdvancedPerformanceMetrics"),
)


def _metrics(indent: str, detailed: str) -> str:
    rows = [*_METRICS, (detailed, "DetailedStatusCodesMetrics")]
    return "\n".join(f"{indent}{name} = {own}\n{indent}  enabled = IsEnabled" for name, own in rows)


def _exports(indent: str) -> str:
    """Where a lens writes to."""
    lines = (
        "s3_bucket_destination = S3BucketDestination",
        "  encryption = Encryption",
        "    sse_kms = SSEKMS",
        "    sse_s3 = SSES3",
        "storage_lens_table_destination = StorageLensTableDestination",
        "  enabled = IsEnabled",
        "  encryption = Encryption",
        "    sse_kms = SSEKMS",
        "    sse_s3 = SSES3",
    )
    return "\n".join(indent + line for line in lines)


TABLE = f"""
aws_s3_access_point = AWS::S3::AccessPoint
  account_id - the account of the deployment
  .id - the account and the name in one

aws_s3control_access_point_policy > aws_s3_access_point by access_point_arn

aws_s3_directory_bucket = AWS::S3Express::DirectoryBucket
  bucket = BucketName
  location = .
    name = LocationName
    type - the name tells it
  type - there is one alone
  force_destroy ! the lifecycle of the resource

aws_s3_account_public_access_block ! settings of the account; CloudFormation cannot say them

aws_s3control_multi_region_access_point = AWS::S3::MultiRegionAccessPoint
  account_id - the account of the deployment
  details = .
    name = Name
    public_access_block = PublicAccessBlockConfiguration
    region = Regions
  .id - the account and the name in one
  .alias = Alias

aws_s3control_multi_region_access_point_policy = AWS::S3::MultiRegionAccessPointPolicy
  account_id - the account of the deployment
  details = .
    name = MrapName
    policy = Policy

aws_s3control_object_lambda_access_point = AWS::S3ObjectLambda::AccessPoint
  account_id - the account of the deployment
  configuration = ObjectLambdaConfiguration
  .id - the account and the name in one
  .alias = Alias.Value

aws_s3control_object_lambda_access_point_policy = AWS::S3ObjectLambda::AccessPointPolicy
  account_id - the account of the deployment
  name = ObjectLambdaAccessPoint
  policy = PolicyDocument

aws_s3control_access_grant = AWS::S3::AccessGrant
  account_id - the account of the deployment
  .id - the account and the grant in one
  .access_grant_id =

aws_s3control_access_grants_instance = AWS::S3::AccessGrantsInstance
  account_id - the account of the deployment
  .id - the account

aws_s3control_access_grants_location = AWS::S3::AccessGrantsLocation
  account_id - the account of the deployment
  .id - the account and the location in one
  .access_grants_location_id =

aws_s3control_storage_lens_configuration = AWS::S3::StorageLens
  account_id - the account of the deployment
  config_id = StorageLensConfiguration.Id
  storage_lens_configuration = StorageLensConfiguration
    enabled = IsEnabled
    account_level = AccountLevel
{_metrics("      ", "detailed_status_code_metrics")}
      bucket_level = BucketLevel
{_metrics("        ", "detailed_status_code_metrics")}
        prefix_level = PrefixLevel
          storage_metrics = StorageMetrics
            enabled = IsEnabled
    data_export = DataExport
      cloud_watch_metrics = CloudWatchMetrics
        enabled = IsEnabled
{_exports("      ")}
    expanded_prefixes_data_export = ExpandedPrefixesDataExport
{_exports("      ")}
  .id - the account and the name in one

aws_s3control_bucket = AWS::S3Outposts::Bucket
  bucket = BucketName

aws_s3control_bucket_policy = AWS::S3Outposts::BucketPolicy
  policy = PolicyDocument

aws_s3control_bucket_lifecycle_configuration > aws_s3control_bucket by bucket at LifecycleConfiguration
  rule = Rules
    expiration = .
      date = ExpirationDate
      days = ExpirationInDays
      expired_object_delete_marker - CloudFormation cannot say it
    filter = Filter
      tags = AndOperator.Tags

aws_s3files_file_system = AWS::S3Files::FileSystem
  .id = FileSystemId

aws_s3files_synchronization_configuration ! CloudFormation cannot say it
aws_s3control_access_grants_instance_resource_policy ! CloudFormation cannot say it
aws_s3control_directory_bucket_access_point_scope ! CloudFormation says it of the access point, which has no table here
aws_s3control_multi_region_access_point_routes ! which region answers at the moment
"""


def _directory(item: Item) -> None:
    item.empties_by("force_destroy")


ADJUST = {"aws_s3_directory_bucket": _directory}
