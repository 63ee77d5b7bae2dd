resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "172.16.1.0/24" # finding: VPC-CIDR-002 aws_subnet.app
}
