resource "aws_rds_cluster" "orders" {
  cluster_identifier_prefix   = "orders-"
  engine                      = "aurora-postgresql"
  master_username             = "orders"
  manage_master_user_password = true
  skip_final_snapshot         = true
  backtrack_window            = 3600 # finding: RDS-BACKTRACK-001 aws_rds_cluster.orders
}
