# Called by others, who bring the provider and the state.
variable "name" {
  type = string
}

resource "aws_sqs_queue" "orders" {
  name = var.name
}
