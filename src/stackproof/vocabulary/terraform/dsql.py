"""Amazon Aurora DSQL."""

from __future__ import annotations

TABLE = """
aws_dsql_cluster = AWS::DSQL::Cluster
  force_destroy - it lifts the protection against deletion
  .arn = ResourceArn
  .identifier =

aws_dsql_cluster_peering > aws_dsql_cluster by identifier at MultiRegionProperties

aws_dsql_cluster_policy > aws_dsql_cluster by identifier
  policy = PolicyDocument
  bypass_policy_lockout_safety_check - a check of the API
"""
