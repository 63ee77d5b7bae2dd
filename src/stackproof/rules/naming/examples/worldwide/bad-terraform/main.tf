resource "aws_s3_bucket" "logs" {
  bucket = "my-app-logs" # finding: NAME-GLOBAL-001 aws_s3_bucket.logs
}
