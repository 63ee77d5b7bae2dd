# mutate: replace "detail-type" with "detail_type"
resource "aws_cloudwatch_event_rule" "stopped" {
  event_pattern = jsonencode({
    source      = ["aws.ec2"]
    detail-type = ["EC2 Instance State-change Notification"]
  })
}
