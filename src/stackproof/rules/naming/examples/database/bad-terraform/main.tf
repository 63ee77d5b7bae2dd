resource "aws_rds_cluster" "orders" {
  engine                      = "aurora-postgresql"
  database_name               = "orders-db" # finding: NAME-DATABASE-001 aws_rds_cluster.orders
  master_username             = "admin"     # finding: NAME-DATABASE-001 aws_rds_cluster.orders
  manage_master_user_password = true
}
