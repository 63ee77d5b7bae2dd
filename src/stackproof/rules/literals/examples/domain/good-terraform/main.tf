# mutate: replace "orders.io" with "example.com"
resource "aws_route53_zone" "shop" {
  name = "orders.io"
}
