resource "aws_launch_template" "web" {
  image_id      = "ami-0e86e20dae9224db8" # finding: LITERAL-AMI-001 aws_launch_template.web
  instance_type = "t4g.micro"
}
