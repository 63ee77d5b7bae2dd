resource "aws_route53_record" "primary" {
  zone_id        = "Z2FDTNDATAQYW2"
  name           = "api.example.org"
  type           = "A"
  ttl            = 60
  records        = ["203.0.113.1"]
  set_identifier = "primary"
  failover_routing_policy {
    type = "PRIMARY" # finding: R53-FAILOVER-001 aws_route53_record.primary
  }
}
