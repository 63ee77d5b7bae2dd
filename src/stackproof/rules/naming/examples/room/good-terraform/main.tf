# mutate: replace "orders-logs" with "customer-orders-access-logs-archive-by"
data "aws_caller_identity" "me" {}

data "aws_region" "here" {}

resource "aws_s3_bucket" "logs" {
  bucket = "orders-logs-${data.aws_caller_identity.me.account_id}-${data.aws_region.here.name}"
}
