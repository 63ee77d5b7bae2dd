# mutate: replace ">= 1.10" with "< 1.10"
# mutate: replace "\"orders.tfstate\"" with "lower(\"orders.tfstate\")"
# mutate: replace "use_lockfile" with "use_lock_file"
# mutate: replace "backend \"s3\"" with "backend \"dynamodb\""
terraform {
  required_version = ">= 1.10"
  backend "s3" {
    bucket       = "states-of-example"
    key          = "orders.tfstate"
    region       = "eu-west-1"
    use_lockfile = true
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
