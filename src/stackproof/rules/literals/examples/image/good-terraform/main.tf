# mutate: replace "data.aws_ssm_parameter.image.value" with "\"ami-0e86e20dae9224db8\""
data "aws_ssm_parameter" "image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

resource "aws_launch_template" "web" {
  image_id      = data.aws_ssm_parameter.image.value
  instance_type = "t4g.micro"
}
