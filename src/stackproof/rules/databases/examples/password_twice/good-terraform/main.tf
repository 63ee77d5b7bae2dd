# mutate: replace "skip_final_snapshot         = true" with "password = \"${aws_db_instance.orders.id}\""
resource "aws_db_instance" "orders" {
  identifier_prefix           = "orders-"
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "orders"
  manage_master_user_password = true
  skip_final_snapshot         = true
}
