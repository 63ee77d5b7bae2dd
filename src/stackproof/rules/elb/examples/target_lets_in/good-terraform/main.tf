# mutate: replace "from_port       = 3000" with "from_port       = 3001"
# mutate: replace "  egress { # balancer\n    from_port   = 3000" with "  egress {\n    from_port   = 3001"
# mutate: replace "security_groups = [aws_security_group.balancer.id] # callers" with "self = true"
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "app" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = "us-east-1${["a", "b"][count.index]}"
}

resource "aws_security_group" "balancer" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }

  egress { # balancer
    from_port   = 3000
    to_port     = 3005
    protocol    = "tcp"
    cidr_blocks = [aws_vpc.main.cidr_block]
  }
}

resource "aws_security_group" "host" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 3000
    to_port         = 3005
    protocol        = "tcp"
    security_groups = [aws_security_group.balancer.id] # callers
  }
}

resource "aws_lb" "app" {
  internal        = true
  subnets         = aws_subnet.app[*].id
  security_groups = [aws_security_group.balancer.id]
}

resource "aws_lb_target_group" "app" {
  vpc_id   = aws_vpc.main.id
  port     = 3000
  protocol = "HTTP"
}

resource "aws_lb_listener" "app" {
  load_balancer_arn = aws_lb.app.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}

resource "aws_launch_template" "app" {
  image_id               = "ami-0c7e52f81db946a03"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.host.id]
}

resource "aws_autoscaling_group" "app" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = aws_subnet.app[*].id
  target_group_arns   = [aws_lb_target_group.app.arn]

  launch_template {
    id = aws_launch_template.app.id
  }
}
