# mutate: replace "storage_encrypted           = true" with "storage_encrypted           = false"
resource "aws_kms_key" "orders" {
  description = "The orders"
}

resource "aws_rds_cluster" "orders" {
  cluster_identifier_prefix   = "orders-"
  engine                      = "aurora-postgresql"
  master_username             = "orders"
  manage_master_user_password = true
  skip_final_snapshot         = true
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.orders.arn
}
