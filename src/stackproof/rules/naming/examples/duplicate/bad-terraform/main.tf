provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudwatch_log_group" "orders" {
  name = "/aws/lambda/orders"
}

resource "aws_cloudwatch_log_group" "lambda" {
  name = "/aws/lambda/orders" # finding: NAME-DUPLICATE-001 aws_cloudwatch_log_group.lambda
}
