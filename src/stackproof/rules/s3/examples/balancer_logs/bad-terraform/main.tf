resource "aws_s3_bucket" "logs" {
  bucket = "logs-example"
}

resource "aws_lb" "web" {
  name    = "web"
  subnets = ["subnet-0a5d7c91e3f42b866", "subnet-0c81f7b2ad9364e50"]
  access_logs {
    bucket  = aws_s3_bucket.logs.id # finding: S3-LOGS-002 aws_lb.web
    enabled = true
  }
}
