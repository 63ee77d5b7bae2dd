terraform {
  backend "s3" {
    bucket       = "states-of-example"
    key          = "orders.tfstate"
    region       = "us-east-1"
    use_lockfile = true
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_ssm_parameter" "queue" {
  name        = "/orders/queue"
  type        = "String"
  value       = "$${aws_sqs_queue.orders.url}" # finding: TF-ESCAPE-001 project
  description = "Address of ${aws_sqs_queue.orders.name}, for $${NAME} and $${version.number}"
}
