variable "password" {
  type      = string
  sensitive = true
  default   = "changeme-now"
}

resource "aws_db_instance" "orders" {
  engine                    = "postgres"
  instance_class            = "db.t4g.micro"
  allocated_storage         = 20
  storage_encrypted         = true
  final_snapshot_identifier = "orders-final"
  username                  = "orders"
  password                  = var.password # finding: SECRET-DEFAULT-001 aws_db_instance.orders
}
