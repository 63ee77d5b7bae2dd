# mutate: replace "provider                  = aws.west" with "provider                  = aws"
provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
  engine                    = "aurora-postgresql"
}

resource "aws_rds_cluster" "primary" {
  engine                     = "aurora-postgresql"
  global_cluster_identifier  = aws_rds_global_cluster.orders.id
  master_username            = "app"
  skip_final_snapshot        = true
}

resource "aws_rds_cluster" "secondary" {
  provider                  = aws.west
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.orders.id
  skip_final_snapshot       = true
  depends_on                = [aws_rds_cluster.primary]
}
