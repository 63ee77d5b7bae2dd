resource "aws_s3_bucket" "uploads" {
  bucket = "uploads-example"
}

resource "aws_s3_bucket_notification" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  queue {
    queue_arn = "arn:aws:sqs:us-east-1:111122223333:all"
    events    = ["s3:ObjectCreated:*"]
  }
  queue { # finding: S3-NOTIFY-002 aws_s3_bucket.uploads
    queue_arn     = "arn:aws:sqs:us-east-1:111122223333:images"
    events        = ["s3:ObjectCreated:Put"]
    filter_suffix = ".png"
  }
}
