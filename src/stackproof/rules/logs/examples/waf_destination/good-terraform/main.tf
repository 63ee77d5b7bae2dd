# mutate: replace "aws-waf-logs-orders" with "waf-logs-orders"
resource "aws_cloudwatch_log_group" "waf" {
  name              = "aws-waf-logs-orders"
  retention_in_days = 30
}

resource "aws_wafv2_web_acl_logging_configuration" "orders" {
  resource_arn            = "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/orders/a1b2c3d4-5678-90ab-cdef-111122223333"
  log_destination_configs = [aws_cloudwatch_log_group.waf.arn]
}
