# mutate: replace "= 30" with "= 20"
resource "aws_route53_health_check" "api" {
  type              = "HTTPS"
  fqdn              = "api.example.org"
  port              = 443
  resource_path     = "/health"
  request_interval  = 30
  failure_threshold = 3
}
