# mutate: replace "provider          = aws.global" with ""
# mutate: replace "region = \"us-east-1\"" with "region = \"us-west-2\""
terraform {
  backend "s3" {
    bucket       = "states-of-example"
    key          = "shop.tfstate"
    region       = "eu-west-1"
    use_lockfile = true
  }
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "global"
  region = "us-east-1"
}

resource "aws_acm_certificate" "shop" {
  provider          = aws.global
  domain_name       = "shop.example.com"
  validation_method = "DNS"
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
    acm_certificate_arn = aws_acm_certificate.shop.arn
    ssl_support_method  = "sni-only"
  }
}
