# mutate: replace "\"sqs\", \"sns\"" with "\"sqs\", \"logs\""
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_endpoint" "logs" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-1.logs"
  private_dns_enabled = true
}

resource "aws_vpc_endpoint" "more" {
  for_each            = toset(["sqs", "sns"])
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-1.${each.key}"
  private_dns_enabled = true
}
