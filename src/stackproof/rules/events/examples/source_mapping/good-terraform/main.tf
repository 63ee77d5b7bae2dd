# mutate: replace "batch_size       = 10" with "batch_size       = 11"
resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = "worker"
  batch_size       = 10
}
