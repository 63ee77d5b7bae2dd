resource "aws_cloudwatch_dashboard" "orders" {
  dashboard_name = "orders"
  dashboard_body = jsonencode({ # finding: CW-DASH-001 aws_cloudwatch_dashboard.orders
    widgets = [{
      type       = "metric"
      width      = 12
      height     = 6
      properties = { region = "us-east-1", metrics = ["AWS/SQS", "NumberOfMessagesSent"] }
    }]
  })
}
