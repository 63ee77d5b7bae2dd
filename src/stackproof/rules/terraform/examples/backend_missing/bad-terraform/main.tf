terraform { # finding: TF-BACKEND-001 project
  required_version = ">= 1.10"
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
