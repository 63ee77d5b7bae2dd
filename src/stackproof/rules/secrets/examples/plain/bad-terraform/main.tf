resource "aws_db_instance" "orders" {
  engine                    = "postgres"
  instance_class            = "db.t4g.micro"
  allocated_storage         = 20
  storage_encrypted         = true
  final_snapshot_identifier = "orders-final"
  username                  = "orders"
  password                  = "kT9-wq2.Lm7vRz" # finding: SECRET-PLAIN-001 aws_db_instance.orders
}
