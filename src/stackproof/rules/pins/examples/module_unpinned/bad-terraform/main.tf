module "network" {
  source = "terraform-aws-modules/vpc/aws" # finding: PIN-MODULE-001 project
  name   = "main"
}

module "queues" {
  source = "git::https://example.com/queues.git//orders" # finding: PIN-MODULE-001 project
}
