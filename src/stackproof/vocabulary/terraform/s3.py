"""Amazon S3: a bucket and the many resources that it is split into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Known, Value

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_s3_bucket = AWS::S3::Bucket
  bucket = BucketName
  bucket_prefix = BucketName | prefix
  bucket_namespace - it says where the name has to be unique
  force_destroy ! the lifecycle of the resource
  acl = AccessControl | canned
  grant - permissions of single accounts on the bucket
  policy ! a bucket policy of its own
  versioning = VersioningConfiguration
    enabled = Status | Enabled or Suspended
    mfa_delete - it is set by the API alone
  logging = LoggingConfiguration
    target_bucket = DestinationBucketName
    target_prefix = LogFilePrefix
  server_side_encryption_configuration = BucketEncryption
    rule = ServerSideEncryptionConfiguration
      apply_server_side_encryption_by_default = ServerSideEncryptionByDefault
  acceleration_status = AccelerateConfiguration.AccelerationStatus
  request_payer - who pays for requests
  cors_rule = CorsConfiguration.CorsRules
  website = WebsiteConfiguration
  lifecycle_rule ! rules in an older form
  replication_configuration ! the older form of aws_s3_bucket_replication_configuration
  .id =
  .bucket =
  .bucket_domain_name = DomainName
  .bucket_regional_domain_name = RegionalDomainName
  .website_endpoint = WebsiteURL

aws_s3_bucket_versioning > aws_s3_bucket by bucket
  versioning_configuration = VersioningConfiguration
    mfa_delete - it is set by the API alone
  mfa - it is a secret of the one who deploys
  expected_bucket_owner - a check of the provider

aws_s3_bucket_public_access_block > aws_s3_bucket by bucket at PublicAccessBlockConfiguration
  skip_destroy - what the provider does at deletion
"""


def _bucket(item: Item) -> None:
    item.empties_by("force_destroy")
    policy = item.argument("policy")
    if not isinstance(policy, Absent):
        item.beside(
            "policy", "AWS::S3::BucketPolicy", {"Bucket": item.reference(), "PolicyDocument": policy}, policy.at
        )


_CANNED = {
    "private": "Private",
    "public-read": "PublicRead",
    "public-read-write": "PublicReadWrite",
    "authenticated-read": "AuthenticatedRead",
    "aws-exec-read": "AwsExecRead",
    "bucket-owner-read": "BucketOwnerRead",
    "bucket-owner-full-control": "BucketOwnerFullControl",
    "log-delivery-write": "LogDeliveryWrite",
}


def _canned(value: Value) -> Value:
    if isinstance(value, Known) and isinstance(value.data, str):
        return Known(_CANNED.get(value.data, value.data), value.at, value.assumed)
    return value


ADJUST = {"aws_s3_bucket": _bucket}
CONVERSIONS = {"canned": _canned}
