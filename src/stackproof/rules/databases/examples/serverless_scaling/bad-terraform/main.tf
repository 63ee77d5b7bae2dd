resource "aws_rds_cluster" "orders" {
  cluster_identifier_prefix   = "orders-"
  engine                      = "aurora-postgresql"
  master_username             = "orders"
  manage_master_user_password = true
  skip_final_snapshot         = true
}

resource "aws_rds_cluster_instance" "first" {
  cluster_identifier = aws_rds_cluster.orders.id
  engine             = aws_rds_cluster.orders.engine
  instance_class     = "db.serverless" # finding: RDS-SERVERLESS-001 aws_rds_cluster_instance.first
}
