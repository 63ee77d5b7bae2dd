provider "aws" {
  region = "eu-west-1"
}

resource "aws_eip" "nat" { # finding: QUOTA-001 aws_eip.nat[5]
  count  = 6
  domain = "vpc"
}

resource "aws_iam_role" "worker" { # finding: QUOTA-001 aws_iam_role.worker
  assume_role_policy  = "{}"
  managed_policy_arns = [for number in range(11) : "arn:aws:iam::aws:policy/Policy${number}"]
}
