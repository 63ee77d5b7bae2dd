# mutate: replace "return_data = true" with "return_data = false"
resource "aws_cloudwatch_metric_alarm" "plain" {
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

resource "aws_cloudwatch_metric_alarm" "math" {
  alarm_name          = "rate"
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = ["arn:aws:sns:us-east-1:111122223333:alarms"]
  metric_query {
    id          = "rate"
    expression  = "100 * errors"
    return_data = true
  }
  metric_query {
    id = "errors"
    metric {
      namespace   = "Orders"
      metric_name = "Failures"
      period      = 60
      stat        = "Sum"
    }
  }
}
