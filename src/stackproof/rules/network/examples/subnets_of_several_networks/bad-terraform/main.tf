resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.${count.index}.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main[count.index].id
  cidr_block        = cidrsubnet(aws_vpc.main[count.index].cidr_block, 8, 0)
  availability_zone = "us-east-1${["a", "b"][count.index]}"
}

resource "aws_lb" "app" {
  internal = true
  subnets  = aws_subnet.app[*].id # finding: NET-SUBNETS-001 aws_lb.app
}
