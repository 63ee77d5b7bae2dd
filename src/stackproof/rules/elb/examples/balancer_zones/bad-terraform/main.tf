resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = "us-east-1a"
}

resource "aws_lb" "app" {
  internal = true
  subnets  = aws_subnet.app[*].id # finding: ELB-AZ-001 aws_lb.app
}

resource "aws_lb" "single" {
  internal = true
  subnets  = [aws_subnet.app[0].id] # finding: ELB-AZ-001 aws_lb.single
}
