resource "aws_vpc" "primary" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "recovery" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_peering_connection" "both" {
  vpc_id      = aws_vpc.primary.id
  peer_vpc_id = aws_vpc.recovery.id # finding: VPC-PEER-001 aws_vpc_peering_connection.both
  auto_accept = true
}
