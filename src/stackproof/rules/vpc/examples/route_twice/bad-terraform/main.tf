resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block         = "10.0.0.0/8"
    transit_gateway_id = "tgw-0c7e52f81db946a03"
  }
}

resource "aws_route" "hub" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "10.0.0.0/8" # finding: VPC-ROUTE-002 aws_route.hub
  transit_gateway_id     = "tgw-0c7e52f81db946a03"
}
