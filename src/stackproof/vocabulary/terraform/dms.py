"""AWS Database Migration Service."""

from __future__ import annotations

# What a bucket as a source or target has, by the letters of S3Settings; its own type in Terraform.
_OF_A_BUCKET = [
    "AddColumnName",
    "AddTrailingPaddingCharacter",
    "BucketFolder",
    "BucketName",
    "CannedAclForObjects",
    "CdcInsertsAndUpdates",
    "CdcInsertsOnly",
    "CdcMaxBatchInterval",
    "CdcMinFileSize",
    "CdcPath",
    "CompressionType",
    "CsvDelimiter",
    "CsvNoSupValue",
    "CsvNullValue",
    "CsvRowDelimiter",
    "DataFormat",
    "DataPageSize",
    "DatePartitionDelimiter",
    "DatePartitionEnabled",
    "DatePartitionSequence",
    "DatePartitionTimezone",
    "DictPageSizeLimit",
    "EnableStatistics",
    "EncodingType",
    "EncryptionMode",
    "ExpectedBucketOwner",
    "ExternalTableDefinition",
    "GlueCatalogGeneration",
    "IgnoreHeaderRows",
    "IncludeOpForFullLoad",
    "MaxFileSize",
    "ParquetTimestampInMillisecond",
    "ParquetVersion",
    "PreserveTransactions",
    "RowGroupLength",
    "ServerSideEncryptionKmsKeyId",
    "ServiceAccessRoleArn",
    "TimestampColumnName",
    "UseCsvNoSupValue",
    "UseTaskStartTimeForFullLoadTimestamp",
]


def _argument(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


_BUCKET = "\n".join(f"  {_argument(name)} = S3Settings.{name}" for name in _OF_A_BUCKET)
_ENGINES = {
    "ibm_db2_luw": "IbmDb2LuwSettings",
    "ibm_db2_zos": "IbmDb2zOsSettings",
    "maria_db": "MariaDbSettings",
    "mysql": "MySqlSettings",
    "oracle": "OracleSettings",
    "postgresql": "PostgreSqlSettings",
    "redshift": "RedshiftSettings",
}
_PROVIDERS = "\n".join(
    f"    {engine}_settings = {own}\n"
    "      s3_access_role_arn - CloudFormation cannot say it\n"
    "      s3_path - CloudFormation cannot say it"
    for engine, own in _ENGINES.items()
)

TABLE = f"""
aws_dms_endpoint = AWS::DMS::Endpoint
  endpoint_id = EndpointIdentifier
  kms_key_arn = KmsKeyId
  secrets_manager_access_role_arn ! the settings of the engine have it
  secrets_manager_arn ! the settings of the engine have it
  service_access_role = DynamoDbSettings.ServiceAccessRoleArn
  pause_replication_tasks - what the provider does at an update
  elasticsearch_settings = ElasticsearchSettings
    use_new_mapping_type - CloudFormation cannot say it
  kafka_settings = KafkaSettings
    sasl_mechanism - CloudFormation cannot say it
  kinesis_settings = KinesisSettings
    use_large_integer_value - CloudFormation cannot say it
  mongodb_settings = MongoDbSettings
    use_update_lookup - CloudFormation cannot say it
  mysql_settings = MySqlSettings
    authentication_method - CloudFormation cannot say it
    execute_timeout - CloudFormation cannot say it
    service_access_role_arn - CloudFormation cannot say it
  oracle_settings = OracleSettings
    allow_selected_nested_tables = AllowSelectNestedTables
    fail_task_on_lob_truncation = FailTasksOnLobTruncation
    authentication_method - CloudFormation cannot say it
    convert_timestamp_with_zone_to_utc - CloudFormation cannot say it
    open_transaction_window - CloudFormation cannot say it
    trim_space_in_char - CloudFormation cannot say it
  postgres_settings = PostgreSqlSettings
    authentication_method - CloudFormation cannot say it
    map_jsonb_as_clob - CloudFormation cannot say it
    map_long_varchar_as - CloudFormation cannot say it
    service_access_role_arn - CloudFormation cannot say it
  .id - its name, where Ref gives the ARN
  .endpoint_arn =

aws_dms_s3_endpoint = AWS::DMS::Endpoint
  endpoint_id = EndpointIdentifier
  kms_key_arn = KmsKeyId
  rfc_4180 = S3Settings.Rfc4180
  detach_target_on_lob_lookup_failure_parquet - CloudFormation cannot say it
{_BUCKET}
  .id - its name, where Ref gives the ARN
  .endpoint_arn =

aws_dms_replication_instance = AWS::DMS::ReplicationInstance
  replication_instance_id = ReplicationInstanceIdentifier
  replication_subnet_group_id = ReplicationSubnetGroupIdentifier
  kms_key_arn = KmsKeyId
  apply_immediately - when the provider changes it
  kerberos_authentication_settings - CloudFormation cannot say it
  .id - its name, where Ref gives the ARN
  .replication_instance_arn =

aws_dms_replication_subnet_group = AWS::DMS::ReplicationSubnetGroup
  replication_subnet_group_id = ReplicationSubnetGroupIdentifier
  .replication_subnet_group_id =

aws_dms_replication_task = AWS::DMS::ReplicationTask
  replication_task_id = ReplicationTaskIdentifier
  start_replication_task - what the provider does after it made the task
  .id - its name, where Ref gives the ARN
  .replication_task_arn =

aws_dms_certificate = AWS::DMS::Certificate
  certificate_id = CertificateIdentifier
  .id - its name, where Ref gives the ARN

aws_dms_instance_profile = AWS::DMS::InstanceProfile
  vpc_security_group_ids = VpcSecurityGroups

aws_dms_migration_project = AWS::DMS::MigrationProject
  instance_profile_arn = InstanceProfileIdentifier

aws_dms_replication_config = AWS::DMS::ReplicationConfig
  start_replication - what the provider does after it made the configuration

aws_dms_data_provider = AWS::DMS::DataProvider
  settings = Settings
{_PROVIDERS}

aws_dms_event_subscription = AWS::DMS::EventSubscription
"""
