provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "net" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.net.id
  service_name = "com.amazonaws.us-east-1.s3" # finding: LITERAL-REGION-001 aws_vpc_endpoint.s3
}

resource "aws_cognito_user_pool" "people" {
  name = "people"
}

resource "aws_acm_certificate" "login" {
  domain_name       = "login.orders.io"
  validation_method = "DNS"
}

resource "aws_cognito_user_pool_domain" "login" {
  domain          = "login.orders.io"
  user_pool_id    = aws_cognito_user_pool.people.id
  certificate_arn = aws_acm_certificate.login.arn # finding: LITERAL-REGION-001 aws_cognito_user_pool_domain.login
}
