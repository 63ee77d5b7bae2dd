terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

resource "aws_sns_topic" "news" {
  name = "news"
}

resource "aws_sns_topic_policy" "news" {
  arn = aws_sns_topic.news.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" } # finding: IAM-PUBLIC-001 aws_sns_topic_policy.news
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.news.arn
    }]
  })
}
