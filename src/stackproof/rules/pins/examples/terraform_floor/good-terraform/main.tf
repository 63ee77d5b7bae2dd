# mutate: replace ">= 1.10" with "~> 1.6.3"
# mutate: replace ">= 1.10" with "< 1.7"
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

removed {
  from = aws_sqs_queue.old
  lifecycle {
    destroy = false
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
