provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "replica"
  region = "us-west-2"
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}

resource "aws_cloudwatch_metric_alarm" "replica" {
  provider            = aws.replica
  alarm_name          = "replica"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 60
  period              = 60
  evaluation_periods  = 1
  alarm_actions       = [aws_sns_topic.alarms.arn] # finding: XREF-REGION-001 aws_cloudwatch_metric_alarm.replica
}
