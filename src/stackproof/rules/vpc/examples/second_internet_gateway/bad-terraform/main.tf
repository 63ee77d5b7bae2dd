resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  count  = 2
  vpc_id = aws_vpc.main.id # finding: VPC-IGW-001 aws_internet_gateway.main[1]/attachment
}
