# mutate: replace "backup_retention_period     = 7" with "backup_retention_period     = 0"
resource "aws_db_instance" "orders" {
  identifier                  = "orders"
  engine                      = "mysql"
  instance_class              = "db.m6g.large"
  allocated_storage           = 100
  username                    = "app"
  storage_encrypted           = true
  skip_final_snapshot         = true
  backup_retention_period     = 7
}

resource "aws_db_instance" "replica" {
  identifier          = "orders-replica"
  instance_class      = "db.m6g.large"
  replicate_source_db = aws_db_instance.orders.identifier
  skip_final_snapshot = true
}
