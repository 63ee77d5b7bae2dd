terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.30"
    }
  }
}

resource "aws_ecs_cluster" "main" {
  name               = "main"
  capacity_providers = ["FARGATE"] # finding: PIN-PROVIDER-002 project
}

resource "aws_eip" "exit" {
  vpc = true
}
