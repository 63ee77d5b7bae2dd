# The lock file holds 5.100.0, which still has the argument.
# mutate: drop .terraform.lock.hcl
provider "aws" {
  region = "eu-west-1"
}

resource "aws_eip" "exit" {
  vpc = true
}
