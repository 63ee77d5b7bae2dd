resource "aws_security_group" "web" {
  description = "Web servers"
  vpc_id      = "vpc-0123456789abcdef0" # finding: LITERAL-ID-001 aws_security_group.web
}

resource "aws_instance" "web" {
  ami           = "ami-12345678" # finding: LITERAL-ID-001 aws_instance.web
  instance_type = "t4g.micro"
  subnet_id     = "subnet-abcdef" # finding: LITERAL-ID-001 aws_instance.web
}
