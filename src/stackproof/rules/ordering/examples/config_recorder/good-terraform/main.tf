# mutate: replace "depends_on = [aws_config_configuration_recorder.main]" with ""
variable "role_arn" {
  type = string
}

resource "aws_config_configuration_recorder" "main" {
  name     = "main"
  role_arn = var.role_arn
}

resource "aws_config_configuration_recorder_status" "main" {
  name       = aws_config_configuration_recorder.main.name
  is_enabled = true
}

resource "aws_config_config_rule" "versioned" {
  name = "versioned"
  source {
    owner             = "AWS"
    source_identifier = "S3_BUCKET_VERSIONING_ENABLED"
  }
  depends_on = [aws_config_configuration_recorder.main]
}

resource "aws_config_config_rule" "encrypted" {
  name = "encrypted"
  source {
    owner             = "AWS"
    source_identifier = "ENCRYPTED_VOLUMES"
  }
  depends_on = [aws_config_configuration_recorder_status.main]
}
