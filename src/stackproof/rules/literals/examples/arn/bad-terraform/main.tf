resource "aws_sns_topic" "orders" {
  kms_master_key_id = "arn:aws:kms:eu-west-1:123456789012:key/orders" # finding: LITERAL-ARN-001 aws_sns_topic.orders
}
