# mutate: replace "upper   = false" with "upper   = true"
# mutate: replace "orders-subnets" with "OrdersSubnets"
resource "random_string" "unique" {
  length  = 8
  special = false
  upper   = false
}

resource "aws_s3_bucket" "logs" {
  bucket = "orders-${random_string.unique.result}"
}

resource "aws_db_subnet_group" "orders" {
  name       = "orders-subnets"
  subnet_ids = [aws_subnet.one.id, aws_subnet.two.id]
}

resource "aws_vpc" "net" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "one" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = data.aws_availability_zones.here.names[0]
}

resource "aws_subnet" "two" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = data.aws_availability_zones.here.names[1]
}

data "aws_availability_zones" "here" {}
