resource "aws_cloudwatch_metric_alarm" "odd" {
  alarm_name          = "failures"
  namespace           = "Orders"
  metric_name         = "Failures"
  statistic           = "Sum"
  period              = 45 # finding: CW-ALARM-001 aws_cloudwatch_metric_alarm.odd
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = ["arn:aws:sns:us-east-1:111122223333:alarms"]
}
