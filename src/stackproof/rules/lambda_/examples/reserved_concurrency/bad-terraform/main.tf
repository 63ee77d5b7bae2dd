resource "aws_lambda_function" "reader" {
  function_name = "reader"
  role          = "arn:aws:iam::123456789012:role/worker"
  runtime       = "python3.13"
  handler       = "index.handler"
  s3_bucket     = "code"
  s3_key        = "reader.zip"

  reserved_concurrent_executions = 500
}

resource "aws_lambda_function" "writer" {
  function_name = "writer"
  role          = "arn:aws:iam::123456789012:role/worker"
  runtime       = "python3.13"
  handler       = "index.handler"
  s3_bucket     = "code"
  s3_key        = "writer.zip"

  reserved_concurrent_executions = 401 # finding: LAMBDA-CONC-001 aws_lambda_function.writer
}

