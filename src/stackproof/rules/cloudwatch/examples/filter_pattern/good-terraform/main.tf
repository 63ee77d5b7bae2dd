# mutate: replace "{ $.level = \\\"ERROR\\\" }" with "ERROR"
resource "aws_cloudwatch_log_metric_filter" "failures" {
  name           = "failures"
  log_group_name = "/orders"
  pattern        = "{ $.level = \"ERROR\" }"
  metric_transformation {
    name      = "Failures"
    namespace = "Orders"
    value     = "1"
    dimensions = {
      Service = "$.service"
    }
  }
}
