resource "aws_cloudwatch_log_metric_filter" "failures" {
  name           = "failures"
  log_group_name = "/orders"
  pattern        = "{ $.level = \"ERROR\"" # finding: CW-FILTER-002 aws_cloudwatch_log_metric_filter.failures
  metric_transformation {
    name      = "Failures"
    namespace = "Orders"
    value     = "1"
  }
}
