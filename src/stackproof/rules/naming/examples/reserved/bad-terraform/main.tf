resource "aws_security_group" "web" {
  name = "sg-web" # finding: NAME-RESERVED-001 aws_security_group.web
}

resource "aws_lb" "orders" {
  name     = "internal-orders" # finding: NAME-RESERVED-001 aws_lb.orders
  internal = true
}
