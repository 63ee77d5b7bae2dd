resource "aws_s3_bucket" "logs" {
  bucket = "logs-example"
}

resource "aws_cloudtrail" "trail" {
  name           = "trail"
  s3_bucket_name = aws_s3_bucket.logs.id # finding: TRAIL-BUCKET-001 aws_cloudtrail.trail
}
