# mutate: replace "${aws_sqs_queue.orders.url}" with "$${aws_sqs_queue.orders.url}"
# mutate: replace "of ${aws_sqs_queue.orders.name}," with "of $${ aws_sqs_queue.orders.name },"
# mutate: replace "$${version.number}" with "$${aws_sqs_queue.orders.name}"
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
  value       = "${aws_sqs_queue.orders.url}"
  description = "Address of ${aws_sqs_queue.orders.name}, for $${NAME} and $${version.number}"
}
