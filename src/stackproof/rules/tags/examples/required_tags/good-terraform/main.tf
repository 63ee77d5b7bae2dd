# policy: tags=Environment,Owner
# mutate: replace "Environment = \"demo\"" with ""
# mutate: replace "Owner = \"platform\"" with "Name = \"orders\""
provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Environment = "demo" }
  }
}

resource "aws_sqs_queue" "orders" {
  tags = { Owner = "platform" }
}

# What takes no tags is not asked for any.
resource "aws_iam_role_policy" "orders" {
  role   = "orders"
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
