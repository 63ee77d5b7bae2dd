"""Amazon Athena."""

from __future__ import annotations

from stackproof.vocabulary.adjusting import by_name

TABLE = """
aws_athena_workgroup = AWS::Athena::WorkGroup
  force_destroy = RecursiveDeleteOption
  configuration = WorkGroupConfiguration
    enable_minimum_encryption_configuration - CloudFormation cannot say it
    identity_center_configuration - CloudFormation cannot say it
    query_results_s3_access_grants_configuration - CloudFormation cannot say it
    result_configuration = ResultConfiguration
      encryption_configuration = EncryptionConfiguration
        kms_key_arn = KmsKey
    monitoring_configuration = MonitoringConfiguration
      cloud_watch_logging_configuration = CloudWatchLoggingConfiguration
        log_type = LogTypes | by key

aws_athena_named_query = AWS::Athena::NamedQuery
  query = QueryString

aws_athena_database ! a database that is made by a query
"""

CONVERSIONS = {"by key": by_name("values", "key")}
