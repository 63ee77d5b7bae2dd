# mutate: replace "~> 5.30" with ">= 5.30"
# mutate: replace "~> 5.30" with "~> 6.0"
# mutate: replace "version = \"~> 5.30\"" with ""
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.30"
    }
  }
}

resource "aws_eip" "exit" {
  vpc = true
}
