# mutate: replace "s3:GetBucketAcl" with "s3:ListBucket"
resource "aws_s3_bucket" "logs" {
  bucket = "logs-example"
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = aws_s3_bucket.logs.arn
      },
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.logs.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"
      },
    ]
  })
}

resource "aws_cloudtrail" "trail" {
  name           = "trail"
  depends_on     = [aws_s3_bucket_policy.logs]
  s3_bucket_name = aws_s3_bucket.logs.id
}
