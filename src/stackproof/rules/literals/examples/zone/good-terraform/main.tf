# mutate: replace "eu-west-1b" with "us-east-1b"
provider "aws" {
  region = "eu-west-1"
}

resource "aws_subnet" "one" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_vpc" "net" {
  cidr_block = "10.0.0.0/16"
}
