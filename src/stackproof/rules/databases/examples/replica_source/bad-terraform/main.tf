resource "aws_db_instance" "orders" {
  identifier                  = "orders"
  engine                      = "mysql"
  instance_class              = "db.m6g.large"
  allocated_storage           = 100
  username                    = "app"
  storage_encrypted           = true
  skip_final_snapshot         = true
}

resource "aws_db_instance" "replica" {
  identifier          = "orders-replica"
  instance_class      = "db.m6g.large"
  replicate_source_db = aws_db_instance.orders.identifier # finding: DR-REPLICA-001 aws_db_instance.replica
  skip_final_snapshot = true
}
