# mutate: replace "s3:PutObject" with "s3:GetObject"
resource "aws_s3_bucket" "logs" {
  bucket = "logs-example"
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::127311923021:root" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.logs.arn}/*"
    }]
  })
}

resource "aws_lb" "web" {
  name    = "web"
  depends_on = [aws_s3_bucket_policy.logs]
  subnets = ["subnet-0a5d7c91e3f42b866", "subnet-0c81f7b2ad9364e50"]
  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = true
  }
}
