# A queue whose name and kind contradict each other.
resource "aws_sqs_queue" "orders" {
  name       = "orders" # finding: SQS-FIFO-001 aws_sqs_queue.orders
  fifo_queue = true
}
