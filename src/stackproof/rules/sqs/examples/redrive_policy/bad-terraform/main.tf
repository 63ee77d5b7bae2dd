provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

resource "aws_sqs_queue" "dead_letters" {
  provider = aws.west
  name     = "dead-letters"
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn # finding: SQS-REDRIVE-001 aws_sqs_queue.jobs
    maxReceiveCount     = 3
  })
}
