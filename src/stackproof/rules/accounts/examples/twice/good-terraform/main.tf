# mutate: replace "provider = aws.west" with ""
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

resource "aws_guardduty_detector" "one" {}

resource "aws_guardduty_detector" "two" {
  provider = aws.west
}
