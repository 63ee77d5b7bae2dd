# policy: destroyable=true
# mutate: replace "skip_final_snapshot         = true" with "final_snapshot_identifier = \"last\""
# mutate: replace "force_destroy = true" with "force_destroy = false"
# mutate: replace "deletion_protection         = false" with "deletion_protection = true"
resource "aws_db_instance" "orders" {
  engine                      = "postgres"
  instance_class              = "db.t4g.micro"
  allocated_storage           = 20
  username                    = "orders"
  manage_master_user_password = true
  skip_final_snapshot         = true
  deletion_protection         = false
}

resource "aws_s3_bucket" "archive" {
  force_destroy = true
}

resource "aws_ecr_repository" "images" {
  name         = "images"
  force_delete = true
}
