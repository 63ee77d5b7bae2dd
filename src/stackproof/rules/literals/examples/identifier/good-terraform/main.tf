# mutate: replace "vpc-0f3b9c27d1e84a605" with "vpc-00000000000000000"
variable "network" {
  type    = string
  default = "vpc-12345678"
}

resource "aws_security_group" "web" {
  description = "Web servers"
  vpc_id      = "vpc-0f3b9c27d1e84a605"
}

resource "aws_security_group" "batch" {
  description = "Batch jobs"
  vpc_id      = var.network
}
