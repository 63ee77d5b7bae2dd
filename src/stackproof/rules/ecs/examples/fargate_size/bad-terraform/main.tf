resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 4096 # finding: ECS-FARGATE-001 aws_ecs_task_definition.web
  container_definitions    = jsonencode([{ name = "web", image = "public.ecr.aws/nginx/nginx" }])
}
