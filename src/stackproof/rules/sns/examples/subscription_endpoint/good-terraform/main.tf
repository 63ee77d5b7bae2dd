# mutate: replace "team@example.com" with "team"
# mutate: replace "\"email\"" with "\"http\""
resource "aws_sns_topic" "orders" {
  name = "orders"
}

resource "aws_sns_topic_subscription" "orders" {
  topic_arn = aws_sns_topic.orders.arn
  protocol  = "email"
  endpoint  = "team@example.com"
}
