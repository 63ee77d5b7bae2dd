resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = "arn:aws:iam::123456789012:role/worker"
  runtime       = "python3.13"
  handler       = "index.handler"
  s3_bucket     = "code"
  s3_key        = "worker.zip"

  environment {
    variables = {
      TABLE = "orders"
      AWS_REGION = "us-east-1" # finding: LAMBDA-ENV-001 aws_lambda_function.worker
    }
  }
}

