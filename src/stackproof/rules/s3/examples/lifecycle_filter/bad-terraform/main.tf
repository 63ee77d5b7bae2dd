resource "aws_s3_bucket" "logs" {}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule { # finding: S3-LIFECYCLE-001 project
    id     = "expire"
    status = "Enabled"

    expiration {
      days = 30
    }
  }

  rule { # finding: S3-LIFECYCLE-001 project
    id     = "abort"
    status = "Enabled"
    prefix = ""

    filter {
      prefix = "uploads/"
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}
