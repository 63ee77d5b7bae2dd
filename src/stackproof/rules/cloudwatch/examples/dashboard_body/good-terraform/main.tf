# mutate: replace "width      = 12" with "width      = 0"
resource "aws_cloudwatch_dashboard" "orders" {
  dashboard_name = "orders"
  dashboard_body = jsonencode({
    widgets = [{
      type       = "metric"
      width      = 12
      height     = 6
      properties = { region = "us-east-1", metrics = [["AWS/SQS", "NumberOfMessagesSent", "QueueName", "orders"]] }
    }]
  })
}
