# mutate: replace "[\"aws.ec2\"]" with "\"aws.ec2\""
resource "aws_cloudwatch_event_rule" "stopped" {
  event_pattern = jsonencode({
    source = ["aws.ec2"]
  })
}
