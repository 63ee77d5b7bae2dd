# mutate: replace "names[count.index]" with "names[1]"
# mutate: replace "aws_subnet.app[*].id" with "[aws_subnet.app[1].id]"
data "aws_availability_zones" "here" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = data.aws_availability_zones.here.names[count.index]
}

resource "aws_lb" "app" {
  internal = true
  subnets  = aws_subnet.app[*].id
}
