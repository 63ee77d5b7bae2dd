# parameter: suffix=pr7
# suffix: suffix
variable "suffix" {
  type = string
}

resource "aws_securityhub_account" "here" {} # finding: SINGLETON-002 aws_securityhub_account.here
