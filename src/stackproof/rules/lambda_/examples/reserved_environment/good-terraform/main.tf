# mutate: replace "REPLICA_REGION" with "AWS_DEFAULT_REGION"
resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = "arn:aws:iam::123456789012:role/worker"
  runtime       = "python3.13"
  handler       = "index.handler"
  s3_bucket     = "code"
  s3_key        = "worker.zip"

  environment {
    variables = {
      REPLICA_REGION = "us-east-1"
    }
  }
}

