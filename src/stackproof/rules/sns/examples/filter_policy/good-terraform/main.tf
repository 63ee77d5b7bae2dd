# mutate: replace "[\"example_corp\"]" with "\"example_corp\""
resource "aws_sns_topic" "orders" {
  name = "orders"
}

resource "aws_sns_topic_subscription" "orders" {
  topic_arn     = aws_sns_topic.orders.arn
  protocol      = "email"
  endpoint      = "team@example.com"
  filter_policy = jsonencode({ store = ["example_corp"] })
}
