terraform {
  required_providers {
    aws = { # finding: PIN-LOCK-001 project
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
