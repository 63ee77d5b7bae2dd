# mutate: replace "?ref=v1.2.0" with ""
# mutate: replace "version = \"6.4.0\"" with ""
module "network" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "6.4.0"
}

module "queues" {
  source = "git::https://example.com/queues.git//orders?ref=v1.2.0"
}

module "own" {
  source = "./own"
}
