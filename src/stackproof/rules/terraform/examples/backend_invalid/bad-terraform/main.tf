variable "environment" {
  type    = string
  default = "dev"
}

terraform {
  backend "s3" {
    bucket     = "states-of-example"
    key        = "orders-${var.environment}.tfstate" # finding: TF-BACKEND-002 project
    region     = "eu-west-1"
    versioning = true          # finding: TF-BACKEND-002 project
    dynamo_db_table = "locks"  # finding: TF-BACKEND-002 project
  }
}

terraform {
  cloud { # finding: TF-BACKEND-002 project
    organization = "example"
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
