# mutate: replace "cron(0 3 * * ? *)" with "cron(0 3 * * * *)"
resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "cron(0 3 * * ? *)"
}
