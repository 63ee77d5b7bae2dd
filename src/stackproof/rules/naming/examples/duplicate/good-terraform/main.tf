# mutate: replace "provider = aws.west" with ""
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

resource "aws_cloudwatch_log_group" "orders" {
  name = "/aws/lambda/orders"
}

resource "aws_cloudwatch_log_group" "replica" {
  provider = aws.west
  name     = "/aws/lambda/orders"
}

# The provider completes the names, each differently.
resource "aws_iam_role" "one" {
  name_prefix        = "orders-"
  assume_role_policy = "{}"
}

resource "aws_iam_role" "two" {
  name_prefix        = "orders-"
  assume_role_policy = "{}"
}
