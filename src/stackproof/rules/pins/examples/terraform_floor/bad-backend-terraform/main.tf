terraform {
  required_version = "~> 1.9.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
  backend "s3" {
    bucket       = "states-of-example"
    key          = "orders.tfstate"
    region       = "eu-west-1"
    use_lockfile = true # finding: PIN-TERRAFORM-001 project
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
