resource "aws_lb_target_group" "app" {
  vpc_id   = "vpc-0c7e52f81db946a03"
  port     = 80
  protocol = "HTTP"

  health_check {
    interval = 5
    timeout  = 6 # finding: ELB-HEALTH-001 aws_lb_target_group.app
  }
}
