# mutate: replace "max_size           = 4" with "max_size           = 0"
resource "aws_autoscaling_group" "workers" {
  availability_zones = ["eu-west-1a"]
  min_size           = 1
  max_size           = 4
  launch_template {
    name    = "workers"
    version = "1"
  }
}
