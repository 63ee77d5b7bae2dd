# policy: tags=Environment,Owner
provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Environment = "demo" } # finding: TAGS-001 aws_sqs_queue.bare
  }
}

resource "aws_sqs_queue" "bare" {
  message_retention_seconds = 86400
}

resource "aws_sqs_queue" "half" {
  tags = { Name = "half" } # finding: TAGS-001 aws_sqs_queue.half
}
