resource "random_password" "orders" {
  length = 32
}

resource "aws_db_instance" "orders" {
  identifier_prefix           = "orders-"
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "orders"
  password                    = random_password.orders.result
  manage_master_user_password = true # finding: RDS-PASSWORD-001 aws_db_instance.orders
  skip_final_snapshot         = true
}
