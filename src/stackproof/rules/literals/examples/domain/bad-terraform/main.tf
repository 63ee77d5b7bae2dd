resource "aws_route53_zone" "shop" {
  name = "example.com" # finding: LITERAL-DOMAIN-001 aws_route53_zone.shop
}
