resource "aws_lb_target_group" "app" {
  vpc_id      = "vpc-0c7e52f81db946a03"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "main"
  task_definition = "app:1"

  load_balancer {
    target_group_arn = aws_lb_target_group.app.arn # finding: ECS-NET-004 aws_ecs_service.app
    container_name   = "app"
    container_port   = 80
  }
}
