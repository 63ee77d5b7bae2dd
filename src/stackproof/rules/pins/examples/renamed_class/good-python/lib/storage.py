"""What is stored."""
# mutate: replace "import S3BucketVersioningA as" with "import S3BucketVersioning as"

from cdktn_provider_aws.s3_bucket import S3Bucket
from cdktn_provider_aws.s3_bucket_versioning import S3BucketVersioningA as Versioning

__all__ = ["S3Bucket", "Versioning"]
