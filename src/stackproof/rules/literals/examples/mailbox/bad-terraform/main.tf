resource "aws_sns_topic" "alarms" {}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = "admin@example.com" # finding: LITERAL-EMAIL-001 aws_sns_topic_subscription.mail
}
