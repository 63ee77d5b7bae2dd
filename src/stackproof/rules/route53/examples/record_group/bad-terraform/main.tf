resource "aws_route53_record" "primary" {
  zone_id        = "Z2FDTNDATAQYW2"
  name           = "api.example.org"
  type           = "A"
  ttl            = 60
  records        = ["203.0.113.1"]
  set_identifier = "one"
  health_check_id = "abcdef11-2222-3333-4444-555555fedcba"
  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_record" "secondary" {
  zone_id        = "Z2FDTNDATAQYW2"
  name           = "api.example.org"
  type           = "A"
  ttl            = 60
  records        = ["203.0.113.1"]
  set_identifier = "one" # finding: R53-RECORD-001 aws_route53_record.secondary
  failover_routing_policy {
    type = "SECONDARY"
  }
}
