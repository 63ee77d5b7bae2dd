terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

resource "aws_s3_bucket" "docs" {}

resource "aws_iam_role" "worker" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "work" {
  role = aws_iam_role.worker.id
  policy = jsonencode({
    Version = "2008-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.docs.arn}/$${aws:PrincipalTag/team}/*" # finding: IAM-VERSION-001 aws_iam_role_policy.work
      },
    ]
  })
}
