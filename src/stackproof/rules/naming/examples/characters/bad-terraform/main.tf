resource "random_string" "unique" {
  length  = 8
  special = false
}

resource "aws_s3_bucket" "logs" {
  bucket = "orders-${random_string.unique.result}" # finding: NAME-CHARS-001 aws_s3_bucket.logs
}

resource "aws_db_subnet_group" "orders" {
  name       = "Orders" # finding: NAME-CHARS-001 aws_db_subnet_group.orders
  subnet_ids = []
}

resource "aws_iam_role" "service" {
  name               = "orders/service" # finding: NAME-CHARS-001 aws_iam_role.service
  assume_role_policy = "{}"
}
