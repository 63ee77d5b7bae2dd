# mutate: replace "[\"10.0.0.0/16\", \"10.1.0.0/16\"]" with "[\"10.2.0.0/16\"]"
# mutate: replace "10.2.0.0/16" with "10.1.0.0/16"
resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = "vpc-0c7e52f81db946a03"
}

resource "aws_security_group_rule" "web" {
  type              = "ingress"
  security_group_id = aws_security_group.app.id
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.0.0.0/16", "10.1.0.0/16"]
}

resource "aws_security_group_rule" "more" {
  type              = "ingress"
  security_group_id = aws_security_group.app.id
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.2.0.0/16"]
}
