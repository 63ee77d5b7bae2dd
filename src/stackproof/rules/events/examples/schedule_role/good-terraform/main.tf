resource "aws_sqs_queue" "outbox" {
}

resource "aws_iam_role" "nightly" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "scheduler.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "nightly" {
  role = aws_iam_role.nightly.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.outbox.arn }]
  })
}

resource "aws_scheduler_schedule" "nightly" {
  schedule_expression = "rate(1 day)"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = aws_sqs_queue.outbox.arn
    role_arn = aws_iam_role.nightly.arn
  }
}
