resource "aws_cloudwatch_event_rule" "stopped" {
  event_pattern = jsonencode({
    source      = ["aws.ec2"]
    detail_type = ["EC2 Instance State-change Notification"] # finding: EVENT-PATTERN-002 aws_cloudwatch_event_rule.stopped
  })
}
