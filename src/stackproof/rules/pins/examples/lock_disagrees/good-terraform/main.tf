# mutate: replace "~> 5.0" with ">= 5.0, < 5.100"
# mutate: replace "~> 5.0" with "~> 6.0"
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
