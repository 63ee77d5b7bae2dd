resource "aws_sqs_queue" "orders" {
  name                        = "orders"
  content_based_deduplication = true # finding: SQS-FIFO-002 aws_sqs_queue.orders
}
