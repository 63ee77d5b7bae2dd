# mutate: replace "threshold " with "dimensions = { FunctionName = \"orders\" }\n  threshold "
resource "aws_cloudwatch_log_metric_filter" "failures" {
  name           = "failures"
  log_group_name = "/orders"
  pattern        = "ERROR"
  metric_transformation {
    name      = "Failures"
    namespace = "Orders"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "failing" {
  alarm_name          = "failures"
  namespace           = "Orders"
  metric_name         = "Failures"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = ["arn:aws:sns:us-east-1:111122223333:alarms"]
}
