resource "aws_lb" "public" {
  name    = "public"
  subnets = ["subnet-0c7e52f81db946a03", "subnet-0d81a6f35e2c7b914"]
}

resource "aws_lb_target_group" "app" {
  name     = "app"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-0c7e52f81db946a03"
}

resource "aws_lb_listener" "secure" {
  load_balancer_arn = aws_lb.public.arn
  port              = 443
  protocol          = "HTTPS" # finding: ELB-HTTPS-001 aws_lb_listener.secure

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}
