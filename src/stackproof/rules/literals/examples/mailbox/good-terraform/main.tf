# mutate: replace "var.address" with "\"admin@example.com\""
variable "address" {
  type = string
}

resource "aws_sns_topic" "alarms" {}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.address
}
