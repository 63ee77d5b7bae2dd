# parameter: suffix=pr7
# suffix: suffix
# mutate: replace "count = var.with_security_hub ? 1 : 0" with ""
variable "suffix" {
  type = string
}

variable "with_security_hub" {
  type = bool
}

resource "aws_securityhub_account" "here" {
  count = var.with_security_hub ? 1 : 0
}
