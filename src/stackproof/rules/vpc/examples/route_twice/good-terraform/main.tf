# mutate: replace "172.16.0.0/12" with "10.0.0.0/8"
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "near" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = "tgw-0c7e52f81db946a03"
}

resource "aws_route" "far" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "172.16.0.0/12"
  transit_gateway_id     = "tgw-0c7e52f81db946a03"
}
