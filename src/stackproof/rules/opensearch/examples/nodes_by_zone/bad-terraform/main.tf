resource "aws_opensearch_domain" "search" {
  domain_name = "orders"
  cluster_config {
    instance_type          = "r6g.large.search"
    instance_count         = 3 # finding: OPENSEARCH-ZONES-001 aws_opensearch_domain.search
    zone_awareness_enabled = true
  }
}
