provider "aws" {
  region = "eu-west-1"
}

resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"
}

resource "aws_wafv2_web_acl" "shop" {
  name  = "shop"
  scope = "CLOUDFRONT" # finding: XREF-CLOUDFRONT-001 aws_wafv2_web_acl.shop
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "shop"
    sampled_requests_enabled   = true
  }
}

resource "aws_cloudfront_distribution" "shop" {
  enabled = true
  origin {
    domain_name = "origin.example.com"
    origin_id   = "shop"
  }
  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "shop"
    viewer_protocol_policy = "redirect-to-https"
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    acm_certificate_arn = aws_acm_certificate.shop.arn # finding: XREF-CLOUDFRONT-001 aws_cloudfront_distribution.shop
    ssl_support_method  = "sni-only"
  }
}
