resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "failures"
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  period              = 300
  evaluation_periods  = 1
  threshold           = 150 # finding: CW-ALARM-002 aws_cloudwatch_metric_alarm.cpu
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = ["arn:aws:sns:us-east-1:111122223333:alarms"]
  dimensions          = { DBInstanceIdentifier = "orders" }
}
