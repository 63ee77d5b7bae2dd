# mutate: replace "SYMMETRIC_DEFAULT" with "RSA_2048"
resource "aws_kms_key" "data" {
  customer_master_key_spec = "SYMMETRIC_DEFAULT"
  enable_key_rotation      = true
}
