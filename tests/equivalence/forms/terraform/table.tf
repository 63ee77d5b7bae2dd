resource "aws_dynamodb_table" "sessions" {
  name             = "equal-sessions-demo"
  billing_mode     = "PAY_PER_REQUEST"
  hash_key         = "id"
  range_key        = "stamp"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "stamp"
    type = "N"
  }

  attribute {
    name = "owner"
    type = "S"
  }

  global_secondary_index {
    name            = "by-owner"
    hash_key        = "owner"
    projection_type = "ALL"
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }

  server_side_encryption {
    enabled = true
  }

  point_in_time_recovery {
    enabled = true
  }

  replica {
    region_name            = "us-east-2"
    point_in_time_recovery = true
  }
}
