resource "aws_s3_bucket" "logs" {
  bucket = "logs-example"
}

resource "aws_s3_bucket" "data" {
  bucket = "data-example"
}

resource "aws_s3_bucket_logging" "data" {
  bucket        = aws_s3_bucket.data.id
  target_bucket = aws_s3_bucket.logs.id # finding: S3-LOGS-003 aws_s3_bucket.data
  target_prefix = "data/"
}
