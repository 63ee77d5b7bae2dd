provider "aws" {
  region = "eu-west-1"
}

resource "aws_eip" "exit" {
  vpc = true # finding: PIN-PROVIDER-002 project
}

data "aws_subnet_ids" "all" { # finding: PIN-PROVIDER-002 project
  vpc_id = "vpc-12345678"
}
