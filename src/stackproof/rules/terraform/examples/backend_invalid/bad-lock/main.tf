terraform {
  required_version = "~> 1.5.0"
  backend "s3" {
    bucket       = "states-of-example"
    key          = "orders.tfstate"
    region       = "eu-west-1"
    use_lockfile = true # finding: TF-BACKEND-002 project
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
