# mutate: replace "filter {}" with ""
# mutate: replace "prefix = \"old/\"" with ""
resource "aws_s3_bucket" "logs" {}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }
  }

  rule {
    id     = "old"
    status = "Enabled"
    prefix = "old/"

    expiration {
      days = 3
    }
  }
}
