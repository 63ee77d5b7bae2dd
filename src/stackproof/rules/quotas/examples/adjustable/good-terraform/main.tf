# mutate: replace "count  = 3" with "count  = 9"
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

resource "aws_eip" "nat" {
  count  = 3
  domain = "vpc"
}

resource "aws_eip" "replica" {
  provider = aws.west
  count    = 3
  domain   = "vpc"
}
