resource "aws_sns_topic" "orders" {
  name = "orders"
}

resource "aws_cloudwatch_event_rule" "hourly" {
  name                = "hourly"
  schedule_expression = "rate(1 hour)"
}

resource "aws_cloudwatch_event_target" "orders" {
  rule = aws_cloudwatch_event_rule.hourly.name
  arn  = aws_sns_topic.orders.arn # finding: SNS-POLICY-001 aws_cloudwatch_event_rule.hourly
}
