# mutate: replace "db.r6g.large" with "db.t3.medium"
resource "random_password" "orders" {
  length = 32
}

resource "aws_rds_global_cluster" "world" {
  global_cluster_identifier = "orders-world"
  engine                    = "aurora-postgresql"
}

resource "aws_rds_cluster" "orders" {
  cluster_identifier_prefix   = "orders-"
  engine                      = "aurora-postgresql"
  global_cluster_identifier   = aws_rds_global_cluster.world.id
  master_username             = "orders"
  master_password             = random_password.orders.result
  skip_final_snapshot         = true
}

resource "aws_rds_cluster_instance" "first" {
  cluster_identifier = aws_rds_cluster.orders.id
  engine             = aws_rds_cluster.orders.engine
  instance_class     = "db.r6g.large"
}
