# mutate: replace ", aws_s3_bucket_versioning.replica" with ""
# mutate: replace "depends_on = [aws_s3_bucket_versioning.documents, aws_s3_bucket_versioning.replica]" with ""
terraform {
  backend "s3" {
    bucket       = "states-of-example"
    key          = "documents.tfstate"
    region       = "us-east-1"
    use_lockfile = true
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "role_arn" {
  type = string
}

resource "aws_s3_bucket" "documents" {
  bucket = "documents-of-example-e3"
}

resource "aws_s3_bucket_versioning" "documents" {
  bucket = aws_s3_bucket.documents.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "replica" {
  bucket = "documents-of-example-e3-replica"
}

resource "aws_s3_bucket_versioning" "replica" {
  bucket = aws_s3_bucket.replica.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "documents" {
  bucket     = aws_s3_bucket.documents.id
  role       = var.role_arn
  depends_on = [aws_s3_bucket_versioning.documents, aws_s3_bucket_versioning.replica]

  rule {
    id     = "all"
    status = "Enabled"
    destination {
      bucket = aws_s3_bucket.replica.arn
    }
  }
}
