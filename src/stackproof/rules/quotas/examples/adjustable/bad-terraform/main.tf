provider "aws" {
  region = "eu-west-1"
}

resource "aws_eip" "nat" { # finding: QUOTA-001 aws_eip.nat[5]
  count  = 6
  domain = "vpc"
}
