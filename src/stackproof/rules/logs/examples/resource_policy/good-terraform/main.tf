# mutate: replace "logs:PutLogEventsBatch" with "logs:GetLogEvents"
resource "aws_cloudwatch_log_group" "orders" {
  name              = "/orders"
  retention_in_days = 7
}

resource "aws_cloudwatch_log_resource_policy" "orders" {
  policy_name = "orders"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "es.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:PutLogEventsBatch"]
      Resource  = "${aws_cloudwatch_log_group.orders.arn}:*"
    }]
  })
}

resource "aws_opensearch_domain" "orders" {
  domain_name    = "orders"
  engine_version = "OpenSearch_2.17"
  encrypt_at_rest {
    enabled = true
  }
  log_publishing_options {
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.orders.arn
    log_type                 = "INDEX_SLOW_LOGS"
  }
}
