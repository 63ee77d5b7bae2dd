# mutate: replace "= 4" with "= 5"
resource "aws_opensearch_domain" "search" {
  domain_name = "orders"
  cluster_config {
    instance_type          = "r6g.large.search"
    instance_count         = 4
    zone_awareness_enabled = true
  }
}
