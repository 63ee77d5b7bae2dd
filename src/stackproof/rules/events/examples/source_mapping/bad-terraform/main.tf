resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = "worker"
  batch_size       = 100 # finding: EVENT-SOURCE-001 aws_lambda_event_source_mapping.jobs
}
