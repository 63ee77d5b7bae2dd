# mutate: replace "depends_on                = [aws_rds_cluster.primary]" with ""
terraform {
  backend "s3" {
    bucket       = "states-of-example"
    key          = "orders.tfstate"
    region       = "us-east-1"
    use_lockfile = true
  }
}

provider "aws" {
  region = "us-east-1"
}

provider "aws" {
  alias  = "replica"
  region = "us-west-2"
}

resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
  engine                    = "aurora-postgresql"
}

resource "aws_rds_cluster" "primary" {
  cluster_identifier          = "orders-primary"
  engine                      = "aurora-postgresql"
  global_cluster_identifier   = aws_rds_global_cluster.orders.id
  master_username             = "orders"
}

resource "aws_rds_cluster" "replica" {
  provider                  = aws.replica
  cluster_identifier        = "orders-replica"
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.orders.id
  depends_on                = [aws_rds_cluster.primary]
}
