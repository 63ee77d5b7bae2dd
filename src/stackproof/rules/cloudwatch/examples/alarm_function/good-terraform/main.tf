# mutate: replace "lambda.alarms" with "events"
resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = "arn:aws:iam::111122223333:role/worker"
  handler       = "index.handler"
  runtime       = "python3.13"
  s3_bucket     = "packages-example"
  s3_key        = "worker.zip"
}

resource "aws_lambda_permission" "alarm" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.worker.function_name
  principal     = "lambda.alarms.cloudwatch.amazonaws.com"
}

resource "aws_cloudwatch_metric_alarm" "failing" {
  alarm_name          = "failing"
  namespace           = "Orders"
  metric_name         = "Failures"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = [aws_lambda_function.worker.arn]
}
