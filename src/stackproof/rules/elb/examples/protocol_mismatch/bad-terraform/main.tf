resource "aws_lb" "app" {
  internal           = true
  load_balancer_type = "network"
  subnets            = ["subnet-0c7e52f81db946a03", "subnet-0d81a6f35e2c7b914"]
}

resource "aws_lb_target_group" "app" {
  vpc_id   = "vpc-0c7e52f81db946a03"
  port     = 80
  protocol = "HTTP"
}

resource "aws_lb_listener" "app" {
  load_balancer_arn = aws_lb.app.arn
  port              = 80
  protocol          = "HTTP" # finding: ELB-PROTOCOL-001 aws_lb_listener.app

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}
