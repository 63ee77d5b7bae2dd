resource "aws_s3_bucket" "uploads" {
  bucket = "uploads-example"
}

resource "aws_cloudwatch_event_rule" "created" {
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail      = { bucket = { name = [aws_s3_bucket.uploads.id] } } # finding: S3-EVENTS-001 aws_cloudwatch_event_rule.created
  })
}
