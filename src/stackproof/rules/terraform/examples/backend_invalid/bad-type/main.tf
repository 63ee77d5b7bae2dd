terraform {
  backend "etcdv3" { # finding: TF-BACKEND-002 project
    endpoints = ["https://etcd.example.com"]
  }
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}
