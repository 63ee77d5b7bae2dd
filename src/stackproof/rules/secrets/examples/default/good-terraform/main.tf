# mutate: replace "sensitive = true" with "default = \"changeme-now\""
variable "password" {
  type      = string
  sensitive = true
}

resource "aws_db_instance" "orders" {
  engine                    = "postgres"
  instance_class            = "db.t4g.micro"
  allocated_storage         = 20
  storage_encrypted         = true
  final_snapshot_identifier = "orders-final"
  username                  = "orders"
  password                  = var.password
}
