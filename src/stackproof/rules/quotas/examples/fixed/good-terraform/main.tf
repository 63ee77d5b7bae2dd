# mutate: replace "count           = 2" with "count           = 3"
resource "aws_cloudwatch_log_group" "orders" {
  name = "orders"
}

resource "aws_iam_role" "logs" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "logs.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "logs" {
  role = aws_iam_role.logs.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "kinesis:PutRecord", Resource = aws_kinesis_stream.logs.arn }]
  })
}

resource "aws_kinesis_stream" "logs" {
  name = "logs"
}

resource "aws_cloudwatch_log_subscription_filter" "all" {
  count           = 2
  name            = "all-${count.index}"
  log_group_name  = aws_cloudwatch_log_group.orders.name
  filter_pattern  = ""
  destination_arn = aws_kinesis_stream.logs.arn
  role_arn        = aws_iam_role.logs.arn
}
