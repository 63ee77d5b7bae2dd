terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

resource "aws_iam_policy" "archive" {
  policy = jsonencode({ # finding: IAM-SIZE-001 aws_iam_policy.archive
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = [for year in range(1900, 1990) : "arn:aws:s3:::archive-of-the-documents-of-the-year-${year}-and-of-all-that-belongs/*"]
    }]
  })
}
