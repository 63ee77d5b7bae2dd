resource "aws_cloudwatch_log_group" "orders" {
  name              = "/orders"
  retention_in_days = 7
}

resource "aws_opensearch_domain" "orders" {
  domain_name    = "orders"
  engine_version = "OpenSearch_2.17"
  encrypt_at_rest {
    enabled = true
  }
  log_publishing_options {
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.orders.arn # finding: CW-LOGPOLICY-001 aws_opensearch_domain.orders
    log_type                 = "INDEX_SLOW_LOGS"
  }
}
