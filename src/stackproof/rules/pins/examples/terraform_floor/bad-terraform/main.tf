terraform {
  required_version = "~> 1.5.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

variable "queue" {
  type = object({
    name = optional(string, "orders")
  })
  default = {}
}

import {
  to = aws_sqs_queue.orders
  id = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"
}

removed { # finding: PIN-TERRAFORM-001 project
  from = aws_sqs_queue.old
  lifecycle {
    destroy = false
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}

locals {
  account = provider::aws::arn_parse(aws_sqs_queue.orders.arn).account_id # finding: PIN-TERRAFORM-001 project
}
