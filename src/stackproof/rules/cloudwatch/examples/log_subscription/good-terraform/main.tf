# mutate: replace "logs.amazonaws.com" with "sns.amazonaws.com"
resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = "arn:aws:iam::111122223333:role/worker"
  handler       = "index.handler"
  runtime       = "python3.13"
  s3_bucket     = "packages-example"
  s3_key        = "worker.zip"
}

resource "aws_lambda_permission" "logs" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.worker.function_name
  principal     = "logs.amazonaws.com"
}

resource "aws_cloudwatch_log_subscription_filter" "orders" {
  name            = "orders"
  log_group_name  = "/orders"
  filter_pattern  = ""
  destination_arn = aws_lambda_function.worker.arn
}
