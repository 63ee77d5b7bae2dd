# mutate: replace "alias  = \"west\"" with "alias  = \"east\""
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

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

resource "aws_sqs_queue" "orders" {
  provider = aws.west
  name     = "orders"
}
