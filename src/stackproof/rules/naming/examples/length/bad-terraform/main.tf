variable "team" {
  type = string
}

resource "random_id" "unique" {
  byte_length = 8
}

resource "aws_lb_target_group" "web" {
  name        = "${var.team}-customer-orders-${random_id.unique.hex}" # finding: NAME-LENGTH-001 aws_lb_target_group.web
  target_type = "lambda"
}

resource "aws_opensearch_domain" "search" {
  domain_name = "customer-orders-search-service" # finding: NAME-LENGTH-001 aws_opensearch_domain.search
}
