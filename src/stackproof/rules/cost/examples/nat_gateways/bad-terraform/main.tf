# policy: destroyable=true
resource "aws_nat_gateway" "zone" { # finding: COST-NAT-001 aws_nat_gateway.zone[1]
  count         = 2
  subnet_id     = ["subnet-0f3b9c27d1e84a605", "subnet-0c81e5d94b7a2f360"][count.index]
  allocation_id = aws_eip.nat[count.index].id
}

resource "aws_eip" "nat" {
  count = 2
}
