terraform {
  required_version = ">= 1.5"
  backend "s3" {
    bucket         = "states-of-example"
    key            = "orders.tfstate"
    region         = "eu-west-1"
    dynamodb_table = "locks" # finding: TF-BACKEND-003 project
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
