resource "aws_db_instance" "orders" {
  identifier_prefix           = "orders-"
  engine                      = "postgres"
  engine_version              = "13.7" # finding: RDS-ENGINE-001 aws_db_instance.orders
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "orders"
  manage_master_user_password = true
  skip_final_snapshot         = true
}
