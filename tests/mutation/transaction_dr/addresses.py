"""Addresses in the graph of the reference stack."""

from __future__ import annotations

GLOBAL = "stack-transactions-global-demo"
PRIMARY = "stack-transactions-primary-demo"
RECOVERY = "stack-transactions-recovery-demo"

TABLE = f"{GLOBAL}/aws_dynamodb_table.Sessions_table_F6C0C4C8"
SECRET = f"{GLOBAL}/aws_secretsmanager_secret.Credentials_secret_EC217F3E"
PRIMARY_KEY = f"{GLOBAL}/aws_kms_key.PrimaryKey_key_7DD581C7"
REPLICATION_ROLE = f"{RECOVERY}/aws_iam_role.Replication_role_31CBBB95"
REPLICATION_POLICY = f"{RECOVERY}/aws_iam_role_policy.Replication_policy_D3718882"
PRIMARY_ALARMS = f"{RECOVERY}/aws_sns_topic_subscription.primary-alarms"

BUCKET = "aws_s3_bucket.Region_Documents_bucket_4D36CCA4"
BUCKET_POLICY = "aws_s3_bucket_policy.Region_Documents_policy_20C2A3AD"
CLUSTER = "aws_rds_cluster.Region_Database_cluster_7243A95A"
INSTANCE = "aws_rds_cluster_instance.Region_Database_instance-first_F9B66909"
SUBNET_GROUP = "aws_db_subnet_group.Region_Database_subnets_A2381CBB"
FUNCTION = "aws_lambda_function.Region_Processor_function_B09EF55D"
BALANCER = "aws_lb.Region_Balancer_balancer_85995EB9"
PUBLIC = tuple(f"aws_subnet.Region_Network_public-{number}" for number in ("0_ED953C95", "1_6C2859BD", "2_0A1CB7F6"))
PRIVATE = tuple(f"aws_subnet.Region_Network_private-{number}" for number in ("0_0CEA53FF", "1_E13B5834", "2_1BB3A251"))
ENDPOINTS_GROUP = "aws_security_group.Region_Groups_endpoints_88D7B6C7"
FROM_FUNCTION = "aws_vpc_security_group_ingress_rule.Region_Groups_database-from-function_4B2B18D6"
TO_ENDPOINTS = "aws_vpc_security_group_egress_rule.Region_Groups_function-to-endpoints_7E1517CB"
TO_OTHER_DATABASE = "aws_vpc_security_group_egress_rule.Region_Groups_function-to-other-database_06C9374D"
ENDPOINT = {
    "s3": "aws_vpc_endpoint.Region_Endpoints_s3_BB33649E",
    "dynamodb": "aws_vpc_endpoint.Region_Endpoints_dynamodb_66F7BD45",
    "secretsmanager": "aws_vpc_endpoint.Region_Endpoints_secretsmanager_E4BC31BF",
}
RECORD = "aws_route53_record.Region_Record_record_8C85F86C"
SELECTION = "aws_backup_selection.Region_Backup_selection_A681EAC0"
LOGS = "aws_cloudwatch_log_group.Region_Processor_logs_E9EFFED0"
ALARM = "aws_cloudwatch_metric_alarm.Region_Alarms_function-throttles_F59CBC31"
ALARMS = {
    "aurora-lag": "aws_cloudwatch_metric_alarm.Region_Alarms_aurora-lag_C78380DE",
    "aurora-rpo-lag": "aws_cloudwatch_metric_alarm.Region_Alarms_aurora-rpo-lag_CA86C6CC",
    "dead-letters": "aws_cloudwatch_metric_alarm.Region_Alarms_dead-letters_C5439702",
    "function-errors": "aws_cloudwatch_metric_alarm.Region_Alarms_function-errors_B32A711C",
    "function-throttles": ALARM,
    "oldest-message": "aws_cloudwatch_metric_alarm.Region_Alarms_oldest-message_8396B9C5",
}
HEALTH_OF_PRIMARY = f"{RECOVERY}/aws_cloudwatch_metric_alarm.Health_health-of-primary_8DE0EAC1"
HEALTH_OF_RECOVERY = f"{RECOVERY}/aws_cloudwatch_metric_alarm.Health_health-of-recovery_0D9A702C"
LISTENERS = {
    "http": "aws_lb_listener.Region_Balancer_http_23C8A17E",
    "https": "aws_lb_listener.Region_Balancer_https_D9B8D48B",
}
PERMISSION = "aws_lambda_permission.Region_Balancer_permission_0CBE2A35"
FUNCTION_ROLE = "aws_iam_role.Region_Processor_role_AAF1D6EC"
FUNCTION_POLICY = "aws_iam_role_policy.Region_Processor_policy_0430AEC2"
FLOWS_ROLE = "aws_iam_role.Region_Network_flows-role_9ECB8162"
FLOWS_POLICY = "aws_iam_role_policy.Region_Network_flows-policy_F0868B91"
BACKUP_ROLE = "aws_iam_role.Region_Backup_role_2E59B794"
BACKUP_POLICY = "aws_iam_role_policy.Region_Backup_policy_8BF31EE9"


def primary(name: str) -> str:
    """The address of what the primary region has under a name."""
    return f"{PRIMARY}/{name}"


def recovery(name: str) -> str:
    """The address of what the recovery region has under a name."""
    return f"{RECOVERY}/{name}"
