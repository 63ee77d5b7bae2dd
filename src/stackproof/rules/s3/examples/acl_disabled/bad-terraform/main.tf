resource "aws_s3_bucket" "data" {
  bucket = "data-example"
}

resource "aws_s3_bucket_acl" "data" {
  bucket = aws_s3_bucket.data.id
  acl    = "private" # finding: S3-ACL-001 aws_s3_bucket.data
}
