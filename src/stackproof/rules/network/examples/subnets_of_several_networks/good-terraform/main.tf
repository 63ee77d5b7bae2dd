# mutate: replace "aws_vpc.main[0].id" with "aws_vpc.main[count.index].id"
resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main[0].id
  cidr_block        = cidrsubnet(aws_vpc.main[0].cidr_block, 8, count.index)
  availability_zone = "us-east-1${["a", "b"][count.index]}"
}

resource "aws_lb" "app" {
  internal = true
  subnets  = aws_subnet.app[*].id
}
