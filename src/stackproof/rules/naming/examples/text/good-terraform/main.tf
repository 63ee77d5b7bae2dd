# mutate: replace "internal to web" with "internal -> web"
resource "aws_security_group" "web" {
  description = "Web servers"
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.web.id
  description       = "internal to web"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}
