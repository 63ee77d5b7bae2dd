# mutate: replace "aws_kms_key.replica.arn" with "aws_kms_key.primary.arn"
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
  alias  = "replica"
  region = "us-west-2"
}

resource "aws_kms_key" "primary" {
  enable_key_rotation = true
}

resource "aws_kms_key" "replica" {
  provider            = aws.replica
  enable_key_rotation = true
}

resource "aws_sqs_queue" "replica" {
  provider          = aws.replica
  name              = "orders"
  kms_master_key_id = aws_kms_key.replica.arn
}
