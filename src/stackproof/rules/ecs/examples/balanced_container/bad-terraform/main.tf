resource "aws_ecs_task_definition" "app" {
  family = "app"

  container_definitions = jsonencode([
    {
      name         = "app"
      image        = "public.ecr.aws/nginx/nginx:1.27"
      memory       = 256
      portMappings = [{ containerPort = 3000 }]
    }
  ])
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = "main"
  task_definition = aws_ecs_task_definition.app.arn

  load_balancer {
    target_group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/app/0c7e52f81db946a0"
    container_name   = "app"
    container_port   = 80 # finding: ECS-NET-002 aws_ecs_service.app
  }
}
