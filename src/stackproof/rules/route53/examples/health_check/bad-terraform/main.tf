resource "aws_route53_health_check" "api" {
  type              = "HTTPS"
  fqdn              = "api.example.org"
  port              = 443
  resource_path     = "/health"
  request_interval  = 60 # finding: R53-HEALTH-001 aws_route53_health_check.api
  failure_threshold = 3
}
