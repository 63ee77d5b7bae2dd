# mutate: replace "egress = []" with "egress = [{ security_groups = [aws_security_group.service.id] }]"
# mutate: replace "name   = \"balancer\"" with "name   = local.name"
locals {
  name = aws_security_group.service.name
}

resource "aws_security_group" "balancer" {
  name   = "balancer"
  egress = []
}

resource "aws_security_group" "service" {
  name = "service"
  ingress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.balancer.id]
  }
}

resource "aws_vpc_security_group_egress_rule" "to_service" {
  security_group_id            = aws_security_group.balancer.id
  referenced_security_group_id = aws_security_group.service.id
  from_port                    = 8080
  to_port                      = 8080
  ip_protocol                  = "tcp"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
  provisioner "local-exec" {
    command = "echo ${aws_sqs_queue.orders.url}"
  }
}
