# mutate: replace "health_check_id = \"abcdef11-2222-3333-4444-555555fedcba\"" with ""
resource "aws_route53_record" "primary" {
  zone_id        = "Z2FDTNDATAQYW2"
  name           = "api.example.org"
  type           = "A"
  ttl            = 60
  records        = ["203.0.113.1"]
  set_identifier = "primary"
  health_check_id = "abcdef11-2222-3333-4444-555555fedcba"
  failover_routing_policy {
    type = "PRIMARY"
  }
}
