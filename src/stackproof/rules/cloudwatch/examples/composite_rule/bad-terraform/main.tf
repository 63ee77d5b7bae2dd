resource "aws_cloudwatch_composite_alarm" "any" {
  alarm_name    = "any"
  alarm_actions = ["arn:aws:sns:us-east-1:111122223333:alarms"]
  alarm_rule    = "errors OR latency" # finding: CW-COMPOSITE-001 aws_cloudwatch_composite_alarm.any
}
