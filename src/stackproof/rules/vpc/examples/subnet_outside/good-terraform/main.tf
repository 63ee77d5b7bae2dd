# mutate: replace "10.0.1.0/24" with "10.2.1.0/24"
variable "block" { type = string }

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "given" {
  cidr_block = var.block
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_subnet" "other" {
  vpc_id     = aws_vpc.given.id
  cidr_block = "10.3.1.0/24"
}
