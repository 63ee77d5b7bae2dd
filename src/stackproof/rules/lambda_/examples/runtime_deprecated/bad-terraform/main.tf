# today: 2026-11-20
resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = "arn:aws:iam::123456789012:role/worker"
  runtime       = "nodejs18.x" # finding: LAMBDA-RUNTIME-002 aws_lambda_function.worker
  handler       = "index.handler"
  s3_bucket     = "code"
  s3_key        = "worker.zip"
}

