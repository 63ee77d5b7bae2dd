resource "aws_sqs_queue" "orders" {
  visibility_timeout_seconds = 180
}

resource "aws_iam_role" "work" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "work" {
  role       = aws_iam_role.work.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"
}

data "archive_file" "work" {
  type        = "zip"
  output_path = "work.zip"
  source {
    filename = "index.mjs"
    content  = "export const handler = async (event) => ({ batchItemFailures: event.Records.map((r) => ({ itemIdentifier: r.messageId })) });"
  }
}

resource "aws_lambda_function" "work" {
  function_name = "work"
  role          = aws_iam_role.work.arn
  runtime       = "nodejs22.x"
  handler       = "index.handler"
  filename      = data.archive_file.work.output_path
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = aws_sqs_queue.orders.arn # finding: LAMBDA-BATCH-001 aws_lambda_event_source_mapping.orders
  function_name    = aws_lambda_function.work.arn
}
