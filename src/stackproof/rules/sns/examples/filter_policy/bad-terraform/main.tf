resource "aws_sns_topic" "orders" {
  name = "orders"
}

resource "aws_sns_topic_subscription" "orders" {
  topic_arn = aws_sns_topic.orders.arn
  protocol  = "email"
  endpoint  = "team@example.com"
  filter_policy = jsonencode({
    store = "example_corp" # finding: SNS-FILTER-001 aws_sns_topic_subscription.orders
  })
}
