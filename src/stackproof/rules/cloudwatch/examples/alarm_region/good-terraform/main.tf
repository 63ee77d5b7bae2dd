# mutate: replace "us-east-1\"" with "us-west-2\""
provider "aws" {
  region = "us-east-1"
}

resource "aws_cloudwatch_metric_alarm" "health" {
  alarm_name          = "failures"
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  statistic           = "Minimum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  alarm_actions       = ["arn:aws:sns:us-east-1:111122223333:alarms"]
  dimensions          = { HealthCheckId = "abcdef11-2222-3333-4444-555555fedcba" }
}
