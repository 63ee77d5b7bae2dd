# mutate: replace "random_password.orders.result" with "\"admin123\""
resource "random_password" "orders" {
  length = 32
}

resource "aws_db_instance" "orders" {
  engine                    = "postgres"
  instance_class            = "db.t4g.micro"
  allocated_storage         = 20
  storage_encrypted         = true
  final_snapshot_identifier = "orders-final"
  username                  = "orders"
  password                  = random_password.orders.result
}
