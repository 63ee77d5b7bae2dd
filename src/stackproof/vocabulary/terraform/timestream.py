"""Amazon Timestream."""

from __future__ import annotations

TABLE = """
aws_timestreamwrite_database = AWS::Timestream::Database

aws_timestreamwrite_table = AWS::Timestream::Table
  .id - the names of table and database in one

aws_timestreamquery_scheduled_query = AWS::Timestream::ScheduledQuery
  execution_role_arn = ScheduledQueryExecutionRoleArn
  last_run_summary - it is known after deployment
  recently_failed_runs - it is known after deployment

aws_timestreaminfluxdb_db_instance = AWS::Timestream::InfluxDBInstance

aws_timestreaminfluxdb_db_cluster = AWS::Timestream::InfluxDBCluster
"""
