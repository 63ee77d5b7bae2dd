terraform {
  backend "local" { # finding: TF-BACKEND-001 project
    path = "orders.tfstate"
  }
}

provider "aws" {
  region = "eu-west-1"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
