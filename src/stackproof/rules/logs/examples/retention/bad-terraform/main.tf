resource "aws_cloudwatch_log_group" "api" { # finding: LOGS-RETENTION-001 aws_cloudwatch_log_group.api
  name = "/orders/api"
}
