# mutate: replace "orders_db" with "1orders"
# mutate: replace "postgres_admin" with "admin"
resource "aws_rds_cluster" "orders" {
  engine                      = "aurora-postgresql"
  database_name               = "orders_db"
  master_username             = "postgres_admin"
  manage_master_user_password = true
  skip_final_snapshot         = true
}
