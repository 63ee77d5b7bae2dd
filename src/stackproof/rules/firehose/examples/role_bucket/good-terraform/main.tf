# mutate: replace "s3:*" with "s3:Get*"
resource "aws_iam_role" "flow" {
  name = "flow"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "firehose.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "flow" {
  role = aws_iam_role.flow.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = ["${aws_s3_bucket.events.arn}", "${aws_s3_bucket.events.arn}/*"] }]
  })
}

resource "aws_s3_bucket" "events" {
  bucket = "events-example"
}

resource "aws_kinesis_firehose_delivery_stream" "events" {
  name        = "events"
  destination = "extended_s3"
  extended_s3_configuration {
    bucket_arn = aws_s3_bucket.events.arn
    role_arn   = aws_iam_role.flow.arn
  }
}
