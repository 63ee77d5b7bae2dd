# mutate: replace "  serverlessv2_scaling_configuration {\n    min_capacity = 0.5\n    max_capacity = 4\n  }\n" with ""
resource "aws_rds_cluster" "orders" {
  cluster_identifier_prefix   = "orders-"
  engine                      = "aurora-postgresql"
  master_username             = "orders"
  manage_master_user_password = true
  skip_final_snapshot         = true
  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 4
  }
}

resource "aws_rds_cluster_instance" "first" {
  cluster_identifier = aws_rds_cluster.orders.id
  engine             = aws_rds_cluster.orders.engine
  instance_class     = "db.serverless"
}
