variable "role_arn" {
  type = string
}

resource "aws_config_configuration_recorder" "main" {
  name     = "main"
  role_arn = var.role_arn
}

resource "aws_config_config_rule" "versioned" { # finding: ORDER-CONFIG-001 aws_config_config_rule.versioned
  name = "versioned"
  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_VERSIONING_ENABLED"
  }
}
