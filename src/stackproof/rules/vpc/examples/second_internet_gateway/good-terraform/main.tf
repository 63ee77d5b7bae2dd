# mutate: replace "count  = 1" with "count  = 3"
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  count  = 1
  vpc_id = aws_vpc.main.id
}
