# mutate: replace "names[count.index]" with "names[0]"
# mutate: replace "aws_subnet.data[*].id" with "[aws_subnet.data[0].id]"
data "aws_availability_zones" "here" {}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "data" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = data.aws_availability_zones.here.names[count.index]
}

resource "aws_db_subnet_group" "data" {
  subnet_ids = aws_subnet.data[*].id
}
