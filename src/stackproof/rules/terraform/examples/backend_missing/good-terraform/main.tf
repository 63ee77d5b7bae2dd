# mutate: replace "backend \"s3\"" with "backend \"local\""
terraform {
  required_version = ">= 1.10"
  backend "s3" {
    bucket       = "states-of-example"
    key          = "orders.tfstate"
    region       = "eu-west-1"
    use_lockfile = true
  }
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
