# mutate: replace "retention_in_days = 30" with ""
resource "aws_cloudwatch_log_group" "api" {
  name              = "/orders/api"
  retention_in_days = 30
}
