resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "data" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = "us-east-1a"
}

resource "aws_db_subnet_group" "data" {
  subnet_ids = aws_subnet.data[*].id # finding: NET-ZONES-001 aws_db_subnet_group.data
}
