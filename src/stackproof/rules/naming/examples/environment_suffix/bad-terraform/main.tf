# suffix: environment_suffix
# parameter: environment_suffix=pr7
variable "environment_suffix" {
  type = string
}

variable "team" {
  type = string
}

resource "aws_sqs_queue" "orders" {
  name = "orders" # finding: NAME-SUFFIX-001 aws_sqs_queue.orders
}

resource "aws_sns_topic" "alerts" {
  name = "alerts-pr7" # finding: NAME-SUFFIX-001 aws_sns_topic.alerts
}

resource "aws_sns_topic" "owners" {
  name = "team-${var.team}" # undecided: NAME-SUFFIX-001 aws_sns_topic.owners
}
