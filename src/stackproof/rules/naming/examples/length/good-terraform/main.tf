# mutate: replace "byte_length = 4" with "byte_length = 16"
# mutate: replace "orders-search" with "customer-orders-search-service"
variable "team" {
  type = string
}

resource "random_id" "unique" {
  byte_length = 4
}

# A team with a name of up to ten characters fits.
resource "aws_lb_target_group" "web" {
  name        = "${var.team}-web-${random_id.unique.hex}"
  target_type = "lambda"
}

resource "aws_lb_target_group" "api" {
  name_prefix = "api"
  target_type = "lambda"
}

resource "aws_opensearch_domain" "search" {
  domain_name = "orders-search"
}
