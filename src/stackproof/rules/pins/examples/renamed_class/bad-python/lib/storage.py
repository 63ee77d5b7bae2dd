"""What is stored."""

from cdktn_provider_aws.s3_bucket import S3Bucket
from cdktn_provider_aws.s3_bucket_versioning import S3BucketVersioning  # finding: PIN-CLASS-001 project
from cdktn_provider_aws.s3_bucket_lifecycle_configuration import S3BucketLifecycleConfiguration

__all__ = ["S3Bucket", "S3BucketLifecycleConfiguration", "S3BucketVersioning"]
