provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

resource "aws_sqs_queue" "orders" {
  provider = aws.replica # finding: TF-ALIAS-001 project
  name     = "orders"
}

resource "aws_sqs_queue" "returns" {
  provider = aws.west
  name     = "returns"
}
