# mutate: replace "kms:GenerateDataKey*" with "kms:Decrypt"
data "aws_caller_identity" "current" {}

resource "aws_kms_key" "trail" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = ["kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_cloudtrail" "trail" {
  name           = "trail"
  s3_bucket_name = "logs-example"
  kms_key_id     = aws_kms_key.trail.arn
}
