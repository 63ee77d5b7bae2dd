resource "aws_cloudwatch_event_rule" "stopped" {
  event_pattern = jsonencode({
    source = "aws.ec2" # finding: EVENT-PATTERN-001 aws_cloudwatch_event_rule.stopped
  })
}
