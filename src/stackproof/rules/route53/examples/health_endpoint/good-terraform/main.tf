# mutate: replace "port              = 80" with "port              = 8080"
resource "aws_lb" "web" {
  name    = "web"
  subnets = ["subnet-0a5d7c91e3f42b866", "subnet-0c81f7b2ad9364e50"]
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "200"
    }
  }
}

resource "aws_route53_health_check" "api" {
  type              = "HTTP"
  fqdn              = aws_lb.web.dns_name
  port = 80
  resource_path     = "/health"
  request_interval  = 30
  failure_threshold = 3
}
