"""What the AWS provider for Terraform no longer takes, and since which version.

Source: the provider's upgrade guides for 5 and 6 and its changelog, and the schema of provider 6 in cdktn-provider-aws
25.8, which has none of them; read 2026-11-28.
"""

from __future__ import annotations

Version = tuple[int, int, int]

_V5: Version = (5, 0, 0)
_V6: Version = (6, 0, 0)

NEWEST_KNOWN: Version = _V6
"""A lock-free `terraform init` without an upper end installs this major version or a later one."""

ARGUMENTS: dict[tuple[str, str], tuple[Version, str]] = {
    ("aws_eip", "vpc"): (_V6, 'domain = "vpc"'),
    ("aws_instance", "cpu_core_count"): (_V6, "cpu_options { core_count = ... }"),
    ("aws_instance", "cpu_threads_per_core"): (_V6, "cpu_options { threads_per_core = ... }"),
    ("aws_redshift_cluster", "snapshot_copy"): (_V6, "aws_redshift_snapshot_copy"),
    ("aws_redshift_cluster", "logging"): (_V6, "aws_redshift_logging"),
    ("aws_batch_compute_environment", "compute_environment_name"): (_V6, "name"),
    ("aws_batch_compute_environment", "compute_environment_name_prefix"): (_V6, "name_prefix"),
    ("aws_spot_instance_request", "block_duration_minutes"): (_V6, ""),
    ("aws_api_gateway_deployment", "stage_name"): (_V6, "aws_api_gateway_stage"),
    ("aws_api_gateway_deployment", "stage_description"): (_V6, "aws_api_gateway_stage"),
    ("aws_eks_addon", "resolve_conflicts"): (_V6, "resolve_conflicts_on_create and resolve_conflicts_on_update"),
    ("aws_flow_log", "log_group_name"): (_V6, "log_destination"),
    ("aws_ssm_association", "instance_id"): (_V6, "targets"),
    ("aws_db_instance", "name"): (_V5, "db_name"),
    ("aws_db_instance", "security_group_names"): (_V5, "vpc_security_group_ids"),
    ("aws_autoscaling_group", "tags"): (_V5, "tag blocks"),
    ("aws_ecs_cluster", "capacity_providers"): (_V5, "aws_ecs_cluster_capacity_providers"),
    ("aws_ecs_cluster", "default_capacity_provider_strategy"): (_V5, "aws_ecs_cluster_capacity_providers"),
    ("aws_elasticache_replication_group", "number_cache_clusters"): (_V5, "num_cache_clusters"),
    ("aws_elasticache_replication_group", "replication_group_description"): (_V5, "description"),
    ("aws_elasticache_replication_group", "availability_zones"): (_V5, "preferred_cache_cluster_azs"),
    ("aws_elasticache_cluster", "security_group_names"): (_V5, "security_group_ids"),
    ("aws_secretsmanager_secret", "rotation_lambda_arn"): (_V5, "aws_secretsmanager_secret_rotation"),
    ("aws_secretsmanager_secret", "rotation_rules"): (_V5, "aws_secretsmanager_secret_rotation"),
    ("aws_vpc", "enable_classiclink"): (_V5, ""),
    ("aws_vpc", "enable_classiclink_dns_support"): (_V5, ""),
    ("aws_launch_configuration", "vpc_classic_link_id"): (_V5, ""),
    ("aws_launch_configuration", "vpc_classic_link_security_groups"): (_V5, ""),
    ("aws_budgets_budget", "cost_filters"): (_V5, "cost_filter blocks"),
    ("aws_ce_anomaly_subscription", "threshold"): (_V5, "threshold_expression"),
}
"""Arguments and blocks of a resource that the provider has no more, with what stands in their place."""

RESOURCES: dict[str, tuple[Version, str]] = {
    "aws_db_security_group": (_V5, ""),
    "aws_elasticache_security_group": (_V5, ""),
    "aws_redshift_security_group": (_V5, ""),
    "aws_macie_member_account_association": (_V5, "aws_macie2_member"),
    "aws_macie_s3_bucket_association": (_V5, "aws_macie2_classification_job"),
    "aws_simpledb_domain": (_V6, ""),
    "aws_worklink_fleet": (_V6, ""),
    "aws_opsworks_stack": (_V6, ""),
    "aws_opsworks_instance": (_V6, ""),
    "aws_opsworks_application": (_V6, ""),
}
"""Types of resources."""

DATA: dict[str, tuple[Version, str]] = {"aws_subnet_ids": (_V5, "aws_subnets")}
"""Types of data sources."""
