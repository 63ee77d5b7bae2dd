provider "aws" {
  region = "eu-west-1"
}

resource "aws_subnet" "one" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "us-east-1a" # finding: LITERAL-ZONE-001 aws_subnet.one
}

resource "aws_vpc" "net" {
  cidr_block = "10.0.0.0/16"
}
