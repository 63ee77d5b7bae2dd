# policy: destroyable=true
# mutate: replace "count         = 1" with "count         = 3"
resource "aws_nat_gateway" "zone" {
  count         = 1
  subnet_id     = "subnet-0f3b9c27d1e84a605"
  allocation_id = aws_eip.nat.id
}

resource "aws_eip" "nat" {}
