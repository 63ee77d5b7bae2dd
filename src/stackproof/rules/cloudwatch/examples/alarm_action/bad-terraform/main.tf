resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_cloudwatch_metric_alarm" "age" { # finding: ALARM-ACTION-001 aws_cloudwatch_metric_alarm.age
  alarm_name          = "orders-age"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 60
  statistic           = "Maximum"
  threshold           = 300
  dimensions = {
    QueueName = aws_sqs_queue.orders.name
  }
}
