resource "aws_security_group" "balancer" {
  vpc_id = "vpc-0c7e52f81db946a03"

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_lb" "app" {
  internal        = true
  subnets         = ["subnet-0c7e52f81db946a03", "subnet-0d81a6f35e2c7b914"]
  security_groups = [aws_security_group.balancer.id]
}

resource "aws_lb_listener" "app" {
  load_balancer_arn = aws_lb.app.arn
  port              = 80 # finding: ELB-SG-002 aws_lb_listener.app
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}
