# mutate: replace "target_group_arn = aws_lb_target_group.app.arn # by default" with "target_group_arn = \"arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/other/0c7e52f81db946a0\""
resource "aws_lb" "app" {
  internal = true
  subnets  = ["subnet-0c7e52f81db946a03", "subnet-0d81a6f35e2c7b914"]
}

resource "aws_lb_target_group" "app" {
  vpc_id      = "vpc-0c7e52f81db946a03"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
}

resource "aws_lb_listener" "app" {
  load_balancer_arn = aws_lb.app.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn # by default
  }
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "main"
  task_definition = "app:1"

  load_balancer {
    target_group_arn = aws_lb_target_group.app.arn
    container_name   = "app"
    container_port   = 80
  }

  depends_on = [aws_lb_listener.app]
}
