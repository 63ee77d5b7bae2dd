resource "aws_cloudwatch_log_group" "trail" {
  name              = "/trail"
  retention_in_days = 30
}

resource "aws_cloudtrail" "trail" {
  name                       = "trail"
  s3_bucket_name             = "logs-example"
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*" # finding: TRAIL-LOGS-001 aws_cloudtrail.trail
}
