# policy: destroyable=true
resource "aws_db_instance" "orders" { # finding: LIFE-DESTROY-001 aws_db_instance.orders
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "orders"
  manage_master_user_password = true
  final_snapshot_identifier   = "orders-last"
  deletion_protection         = true # finding: LIFE-DESTROY-001 aws_db_instance.orders
}

resource "aws_dynamodb_table" "orders" { # finding: LIFE-DESTROY-001 aws_dynamodb_table.orders
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

resource "aws_s3_bucket" "archive" {} # finding: LIFE-DESTROY-001 aws_s3_bucket.archive
