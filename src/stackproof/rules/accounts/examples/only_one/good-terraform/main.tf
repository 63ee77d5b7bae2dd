# mutate: replace "count = var.owns_account ? 1 : 0" with ""
variable "owns_account" {
  type = bool
}

resource "aws_ebs_encryption_by_default" "here" {
  count = var.owns_account ? 1 : 0
}
