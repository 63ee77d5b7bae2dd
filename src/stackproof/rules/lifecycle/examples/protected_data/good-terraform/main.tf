# policy: destroyable=false
# mutate: replace "prevent_destroy = true" with "prevent_destroy = false"
# mutate: replace "final_snapshot_identifier   = \"orders-last\"" with "skip_final_snapshot = true"
resource "aws_dynamodb_table" "orders" {
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_db_instance" "orders" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "orders"
  manage_master_user_password = true
  final_snapshot_identifier   = "orders-last"
}

resource "aws_cognito_user_pool" "people" {
  name                = "people"
  deletion_protection = "ACTIVE"
}

# Not deleted while it holds objects.
resource "aws_s3_bucket" "archive" {}
