# mutate: replace "enable_dns_hostnames = true" with "enable_dns_hostnames = false"
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_vpc_endpoint" "queue" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-1.sqs"
  private_dns_enabled = true
}
