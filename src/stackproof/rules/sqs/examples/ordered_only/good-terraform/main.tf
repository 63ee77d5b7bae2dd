# mutate: replace "fifo_queue                  = true" with "fifo_queue                  = false"
resource "aws_sqs_queue" "orders" {
  name                        = "orders.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
}
