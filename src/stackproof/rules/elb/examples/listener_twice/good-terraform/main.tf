# mutate: replace "80 + count.index" with "80"
resource "aws_lb" "app" {
  internal = true
  subnets  = ["subnet-0c7e52f81db946a03", "subnet-0d81a6f35e2c7b914"]
}

resource "aws_lb_listener" "app" {
  count             = 2
  load_balancer_arn = aws_lb.app.arn
  port              = 80 + count.index
  protocol          = "HTTP"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}
