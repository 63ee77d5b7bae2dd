provider "aws" {
  region = "eu-west-1"
}

variable "streams" {
  type = list(string)
  default = [
    "arn:aws:kinesis:eu-west-1:111122223333:stream/one",
    "arn:aws:kinesis:eu-west-1:111122223333:stream/two",
    "arn:aws:kinesis:eu-west-1:111122223333:stream/three",
  ]
}

resource "aws_cloudwatch_log_group" "orders" {
  name = "orders"
}

resource "aws_cloudwatch_log_subscription_filter" "all" { # finding: QUOTA-002 aws_cloudwatch_log_subscription_filter.all[2]
  count           = length(var.streams)
  name            = "all-${count.index}"
  log_group_name  = aws_cloudwatch_log_group.orders.name
  filter_pattern  = ""
  destination_arn = var.streams[count.index]
}
