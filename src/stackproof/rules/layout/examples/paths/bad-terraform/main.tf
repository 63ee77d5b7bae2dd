# policy: paths=main.tf,tests/
resource "aws_sqs_queue" "orders" {
  name = "orders"
}
