resource "aws_lambda_function" "worker" {
  function_name = "worker"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/worker:1"
  role          = "arn:aws:iam::123456789012:role/worker"
  timeout       = 60
}

resource "aws_s3_bucket" "documents" {
  bucket_prefix = "documents-"
}

resource "aws_s3_bucket_notification" "documents" {
  bucket = aws_s3_bucket.documents.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.worker.arn # finding: S3-NOTIFY-001 aws_s3_bucket.documents
    events              = ["s3:ObjectCreated:*"]
  }
}
