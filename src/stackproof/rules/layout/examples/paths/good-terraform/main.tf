# policy: paths=main.tf,tests/
# mutate: drop .gitignore
resource "aws_sqs_queue" "orders" {
  name = "orders"
}
