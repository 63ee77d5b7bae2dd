# policy: destroyable=false
resource "aws_dynamodb_table" "orders" { # finding: LIFE-PROTECT-001 aws_dynamodb_table.orders
  name         = "orders"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_db_instance" "orders" { # finding: LIFE-PROTECT-001 aws_db_instance.orders
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "orders"
  manage_master_user_password = true
  skip_final_snapshot         = true
}

resource "aws_s3_bucket" "archive" { # finding: LIFE-PROTECT-001 aws_s3_bucket.archive
  force_destroy = true
}
