# mutate: replace "aws_kms_key.orders.arn" with "\"arn:aws:kms:eu-west-1:123456789012:key/orders\""
resource "aws_kms_key" "orders" {}

resource "aws_sns_topic" "orders" {
  kms_master_key_id = aws_kms_key.orders.arn
}
