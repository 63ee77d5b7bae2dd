resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "host" {
  name = "host"
}

resource "aws_instance" "host" {
  ami                    = "ami-0c7e52f81db946a03"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.app.id
  vpc_security_group_ids = [aws_security_group.host.id] # finding: NET-SG-001 aws_instance.host
}
