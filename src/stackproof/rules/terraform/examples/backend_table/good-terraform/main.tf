# mutate: replace "use_lockfile   = true" with "encrypt = true"
terraform {
  required_version = ">= 1.10"
  backend "s3" {
    bucket         = "states-of-example"
    key            = "orders.tfstate"
    region         = "eu-west-1"
    dynamodb_table = "locks"
    use_lockfile   = true
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
