provider "aws" {
  region = "eu-west-1"
}

resource "aws_guardduty_detector" "one" {}

resource "aws_guardduty_detector" "two" {} # finding: SINGLETON-001 aws_guardduty_detector.two
