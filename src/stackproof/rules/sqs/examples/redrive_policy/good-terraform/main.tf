# mutate: replace "provider = aws.east" with "provider = aws.west"
# mutate: replace "maxReceiveCount     = 3" with "other = 1"
provider "aws" {
  alias  = "east"
  region = "us-east-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

resource "aws_sqs_queue" "dead_letters" {
  provider = aws.east
  name     = "dead-letters"
}

resource "aws_sqs_queue" "jobs" {
  provider  = aws.east
  name      = "jobs"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 3
  })
}
