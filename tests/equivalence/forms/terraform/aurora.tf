resource "aws_vpc" "data" {
  cidr_block           = "10.30.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "equal-data" }
}

resource "aws_subnet" "data" {
  count             = 2
  vpc_id            = aws_vpc.data.id
  cidr_block        = "10.30.${count.index + 1}.0/24"
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
  tags              = { Name = "equal-data-${substr("ab", count.index, 1)}" }
}

resource "aws_security_group" "clients" {
  name        = "equal-clients-demo"
  description = "clients of the database"
  vpc_id      = aws_vpc.data.id
  egress {
    description = "the database"
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["10.30.0.0/16"]
  }
}

resource "aws_security_group" "database" {
  name        = "equal-database-demo"
  description = "the database"
  vpc_id      = aws_vpc.data.id
  ingress {
    description     = "its clients"
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = [aws_security_group.clients.id]
  }
  egress {
    description = "services inside"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.30.0.0/16"]
  }
}

resource "aws_db_subnet_group" "data" {
  name        = "equal-data-demo"
  description = "private subnets"
  subnet_ids  = aws_subnet.data[*].id
}

resource "aws_rds_cluster_parameter_group" "data" {
  name        = "equal-data-demo"
  description = "TLS only"
  family      = "aurora-postgresql15"
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_kms_key" "data" {
  description             = "data"
  enable_key_rotation     = true
  deletion_window_in_days = 7
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_rds_cluster" "data" {
  cluster_identifier              = "equal-data-demo"
  engine                          = "aurora-postgresql"
  engine_version                  = "15.12"
  database_name                   = "equal"
  master_username                 = "steward"
  manage_master_user_password     = true
  db_subnet_group_name            = aws_db_subnet_group.data.name
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.data.name
  vpc_security_group_ids          = [aws_security_group.database.id]
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.data.arn
  backup_retention_period         = 30
  enabled_cloudwatch_logs_exports = ["postgresql"]
  deletion_protection             = false
  skip_final_snapshot             = true

  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 2
  }
}

resource "aws_rds_cluster_instance" "data" {
  for_each           = toset(["writer", "reader"])
  identifier         = "equal-data-${each.key}-demo"
  cluster_identifier = aws_rds_cluster.data.id
  engine             = aws_rds_cluster.data.engine
  instance_class     = "db.serverless"
}
