resource "aws_security_group" "balancer" {
  name = "balancer"
  egress {
    from_port       = 8080
    to_port         = 8080
    protocol        = "tcp"
    security_groups = [aws_security_group.service.id] # finding: TF-CYCLE-001 project
  }
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

resource "aws_sqs_queue" "orders" {
  name           = "orders"
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.orders.arn, maxReceiveCount = 3 }) # finding: TF-CYCLE-001 project
}
