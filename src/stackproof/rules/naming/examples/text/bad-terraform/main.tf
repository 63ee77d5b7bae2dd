resource "aws_security_group" "web" {
  description = "Customer's web servers" # finding: NAME-TEXT-001 aws_security_group.web
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.web.id
  description       = "internet → web" # finding: NAME-TEXT-001 aws_vpc_security_group_ingress_rule.https
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}
