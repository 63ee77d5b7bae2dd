"""Addresses in Terraform of what the mutations change; the last part of each is made of its place in the program."""

from __future__ import annotations

FUNCTION = "aws_lambda_function.PrimaryService_Function_function_E2111624"
HEALTH_FUNCTION = "aws_lambda_function.PrimaryService_Health_function_F1B5BD89"
SECONDARY_CLUSTER = "aws_rds_cluster.SecondaryService_Database_cluster_69D256D7"
CLUSTER = "aws_rds_cluster.PrimaryService_Database_cluster_D5AE365A"
READER = "aws_rds_cluster_instance.PrimaryService_Database_reader_C0FE7E79"
TABLE = "aws_dynamodb_table.Sessions_table_F6C0C4C8"
FROM_FUNCTION = "aws_vpc_security_group_ingress_rule.Primary_Groups_database-from-function_7C6E6D4B"
SECONDARY_FROM_FUNCTION = "aws_vpc_security_group_ingress_rule.Secondary_Groups_database-from-function_570F98D7"
TO_SERVICES = "aws_vpc_security_group_egress_rule.Primary_Groups_function-to-services_4C45E18D"
DATABASE_GROUP = "aws_security_group.Primary_Groups_database_42752EC3"
SECONDARY_DATABASE_GROUP = "aws_security_group.Secondary_Groups_database_3DE4EE58"
PRIVATE = "aws_subnet.Primary_Network_private-0_69C88CC1"
SUBNET_GROUP = "aws_db_subnet_group.PrimaryService_Database_subnets_A995BCA1"
RECORD = "aws_route53_record.Records_primary_42984C44"
EVENTS_ENDPOINT = "aws_cloudwatch_event_endpoint.CriticalEvents_endpoint_D5C03A44"
HEALTH_ALARM = "aws_cloudwatch_metric_alarm.PrimaryService_Alarms_health-throttles_D48BAFBA"
HEALTH_ROUTE = "aws_apigatewayv2_route.PrimaryService_Api_route-0_BA1F43B0"
HEALTH_PERMISSION = "aws_lambda_permission.PrimaryService_Api_health-permission_AFCB24ED"
PAYMENT_INTEGRATION = "aws_apigatewayv2_integration.PrimaryService_Api_function_CA0311AE"
STAGE = "aws_apigatewayv2_stage.PrimaryService_Api_stage_8B416154"
EVENTS_RULE = "aws_cloudwatch_event_rule.CriticalEvents_primary-rule_A4F8D495"
SECONDARY_VAULT = "aws_backup_vault.Secondary_Vault_vault_6EDEAFBE"
PARAMETER = "aws_ssm_parameter.PrimaryService_Parameters_sessions-table_BF4860E2"
FLOWS = "aws_flow_log.Primary_FlowLogs_flows_7062E0EE"
KEY = "aws_kms_key.Primary_Key_key_6C0456C9"
TOPIC_POLICY = "aws_sns_topic_policy.Primary_AlarmTopic_policy_A1BFCF68"
LOGS = "aws_cloudwatch_log_group.PrimaryService_Function_logs_B31CD2F1"
LAG_ALARM = "aws_cloudwatch_metric_alarm.SecondaryService_Alarms_replication-lag_4DEE68BE"
ERRORS_ALARM = "aws_cloudwatch_metric_alarm.PrimaryService_Alarms_function-errors_08532C76"
API_ALARM = "aws_cloudwatch_metric_alarm.PrimaryService_Alarms_api-errors_D687DD44"
FUNCTION_ROLE = "aws_iam_role.PrimaryService_Function_role_1EF9246D"
FUNCTION_POLICY = "aws_iam_role_policy.PrimaryService_Function_policy_7EC5BA03"
SECONDARY_FUNCTION_POLICY = "aws_iam_role_policy.SecondaryService_Function_policy_EA2F9002"
HEALTH_ROLE = "aws_iam_role.PrimaryService_Health_role_D1C37922"
HEALTH_POLICY = "aws_iam_role_policy.PrimaryService_Health_policy_676DDA9F"
SECONDARY_HEALTH_POLICY = "aws_iam_role_policy.SecondaryService_Health_policy_DFF85054"
FLOWS_ROLE = "aws_iam_role.Primary_FlowLogs_role_228601E1"
FLOWS_POLICY = "aws_iam_role_policy.Primary_FlowLogs_policy_EDE88FA6"
SECONDARY_FLOWS_POLICY = "aws_iam_role_policy.Secondary_FlowLogs_policy_A28CA9C8"
BACKUP_ROLE = "aws_iam_role.Backups_role_2BA3B00E"
BACKUP_POLICY = "aws_iam_role_policy.Backups_policy_26BF360A"
PEERING_ROUTES = (
    "aws_route.Peering_primary-route-0_A5301B0B",
    "aws_route.Peering_primary-route-1_272803BC",
    "aws_route.Peering_primary-route-2_691704B4",
)
RECOVERY_POLICIES = {
    "primary": "aws_iam_role_policy.Failover_primary-recovery_policy_7E95B482",
    "secondary": "aws_iam_role_policy.Failover_secondary-recovery_policy_82D7511F",
}
LOCK_ROLES = {
    "primary": "aws_iam_role.Failover_primary-lock-role_B7D2603E",
    "secondary": "aws_iam_role.Failover_secondary-lock-role_8C41AB23",
}
LOCK_POLICIES = {
    "primary": "aws_iam_role_policy.Failover_primary_lock_policy_A9C46DE3",
    "secondary": "aws_iam_role_policy.Failover_secondary_lock_policy_F7582F85",
}
CHANGE_ROLES = {
    "primary": "aws_iam_role.Failover_primary-change-role_05020BB3",
    "secondary": "aws_iam_role.Failover_secondary-change-role_A3306E55",
}
CHANGE_POLICIES = {
    "primary": "aws_iam_role_policy.Failover_primary_change_policy_1D5E8EE9",
    "secondary": "aws_iam_role_policy.Failover_secondary_change_policy_574C5D35",
}
WORKFLOW_ROLES = {
    "primary": "aws_iam_role.Failover_primary_workflow_role_DE5FCC82",
    "secondary": "aws_iam_role.Failover_secondary_workflow_role_6845491B",
}
WORKFLOW_POLICIES = {
    "primary": "aws_iam_role_policy.Failover_primary_workflow_policy_BAC45353",
    "secondary": "aws_iam_role_policy.Failover_secondary_workflow_policy_35599119",
}
RUNBOOK_ROLES = {
    "primary": "aws_iam_role.Failover_primary_runbook_role_36C3015D",
    "secondary": "aws_iam_role.Failover_secondary_runbook_role_6E3D0A81",
}
RUNBOOK_POLICIES = {
    "primary": "aws_iam_role_policy.Failover_primary_runbook_policy_D79B006C",
    "secondary": "aws_iam_role_policy.Failover_secondary_runbook_policy_AB5BBCE8",
}
