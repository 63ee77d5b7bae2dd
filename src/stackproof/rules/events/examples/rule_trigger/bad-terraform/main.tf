resource "aws_cloudwatch_event_bus" "orders" {
  name = "orders"
}

resource "aws_cloudwatch_event_rule" "nightly" {
  event_bus_name      = aws_cloudwatch_event_bus.orders.name
  schedule_expression = "rate(1 day)" # finding: EVENT-RULE-001 aws_cloudwatch_event_rule.nightly
}
