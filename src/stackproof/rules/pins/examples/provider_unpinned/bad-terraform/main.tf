terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" { # finding: PIN-PROVIDER-001 project
  region = "eu-west-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

provider "random" { # finding: PIN-PROVIDER-001 project
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
