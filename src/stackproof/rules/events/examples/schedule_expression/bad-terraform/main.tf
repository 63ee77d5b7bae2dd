resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "cron(0 3 * * *)" # finding: EVENT-SCHEDULE-001 aws_cloudwatch_event_rule.nightly
}

resource "aws_cloudwatch_event_rule" "hourly" {
  schedule_expression = "rate(1 hours)" # finding: EVENT-SCHEDULE-001 aws_cloudwatch_event_rule.hourly
}
