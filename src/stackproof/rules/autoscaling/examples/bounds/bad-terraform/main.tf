resource "aws_autoscaling_group" "workers" {
  availability_zones = ["eu-west-1a"]
  min_size           = 4 # finding: ASG-BOUNDS-001 aws_autoscaling_group.workers
  max_size           = 2
  launch_template {
    name    = "workers"
    version = "1"
  }
}
