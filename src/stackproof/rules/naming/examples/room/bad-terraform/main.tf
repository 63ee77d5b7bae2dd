data "aws_caller_identity" "me" {}

data "aws_region" "here" {}

resource "aws_s3_bucket" "logs" {
  # In us-east-1 the name has 62 characters.
  bucket = "customer-orders-access-logs-archive-by-${data.aws_caller_identity.me.account_id}-${data.aws_region.here.name}" # finding: NAME-ROOM-001 aws_s3_bucket.logs
}
