# suffix: environment_suffix
# parameter: environment_suffix=pr7
# mutate: replace "orders-${var.environment_suffix}" with "orders"
# mutate: replace "name_prefix = \"alerts-\"" with "name = \"alerts\""
variable "environment_suffix" {
  type = string
}

resource "aws_sqs_queue" "orders" {
  name = "orders-${var.environment_suffix}"
}

# Named after the queue, which carries the suffix.
resource "aws_sns_topic" "orders" {
  name = "${aws_sqs_queue.orders.name}-events"
}

resource "aws_sns_topic" "alerts" {
  name_prefix = "alerts-"
}

resource "random_id" "unique" {
  byte_length = 4
}

resource "aws_s3_bucket" "archive" {
  bucket = "archive-${random_id.unique.hex}"
}
