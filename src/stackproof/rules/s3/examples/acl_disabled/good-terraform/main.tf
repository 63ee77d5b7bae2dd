# mutate: replace "BucketOwnerPreferred" with "BucketOwnerEnforced"
resource "aws_s3_bucket" "data" {
  bucket = "data-example"
}

resource "aws_s3_bucket_ownership_controls" "data" {
  bucket = aws_s3_bucket.data.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "data" {
  bucket = aws_s3_bucket.data.id
  acl    = "private"
}
