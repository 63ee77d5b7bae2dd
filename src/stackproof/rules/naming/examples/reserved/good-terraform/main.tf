# mutate: replace "web-sg" with "sg-web"
resource "aws_security_group" "web" {
  name = "web-sg"
}

resource "aws_kms_key" "orders" {
  description = "Orders"
}

resource "aws_kms_alias" "orders" {
  name          = "alias/orders"
  target_key_id = aws_kms_key.orders.key_id
}
