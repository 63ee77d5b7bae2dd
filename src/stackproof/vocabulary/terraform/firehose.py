"""Amazon Data Firehose. A stream's id is its ARN, where Ref gives the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Known, MapValue
from stackproof.vocabulary.adjusting import where

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

# Every destination has these, one step further in; `buffer_` is how version 4 of the provider says `buffering_`.
_HINTS = """
    buffering_interval = BufferingHints.IntervalInSeconds
    buffering_size = BufferingHints.SizeInMBs
    buffer_interval = BufferingHints.IntervalInSeconds
    buffer_size = BufferingHints.SizeInMBs"""
_COMMON = f"""{_HINTS}
    retry_duration = RetryOptions.DurationInSeconds"""
_BUCKET = """
      buffering_interval = BufferingHints.IntervalInSeconds
      buffering_size = BufferingHints.SizeInMBs
      buffer_interval = BufferingHints.IntervalInSeconds
      buffer_size = BufferingHints.SizeInMBs
      kms_key_arn = EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN"""
_BACKUP = f"""
    s3_configuration = S3Configuration{_BUCKET}"""

TABLE = f"""
aws_kinesis_firehose_delivery_stream = AWS::KinesisFirehose::DeliveryStream
  destination - the block of the destination says it
  destination_id - it is known after deployment
  version_id - it is known after deployment
  arn - it is known after deployment
  server_side_encryption = DeliveryStreamEncryptionConfigurationInput | where enabled
    enabled ! there is an encryption or none
  kinesis_source_configuration = KinesisStreamSourceConfiguration
  # Before version 5 of the provider.
  s3_configuration = S3DestinationConfiguration{_HINTS}
    kms_key_arn = EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN
  extended_s3_configuration = ExtendedS3DestinationConfiguration{_HINTS}
    kms_key_arn = EncryptionConfiguration.KMSEncryptionConfig.AWSKMSKeyARN
    dynamic_partitioning_configuration = DynamicPartitioningConfiguration
      retry_duration = RetryOptions.DurationInSeconds
    s3_backup_configuration = S3BackupConfiguration{_BUCKET}
  elasticsearch_configuration = ElasticsearchDestinationConfiguration{_COMMON}
    vpc_config = VpcConfiguration{_BACKUP}
  opensearch_configuration = AmazonopensearchserviceDestinationConfiguration{_COMMON}
    vpc_config = VpcConfiguration{_BACKUP}
  opensearchserverless_configuration = AmazonOpenSearchServerlessDestinationConfiguration{_COMMON}
    vpc_config = VpcConfiguration{_BACKUP}
  redshift_configuration = RedshiftDestinationConfiguration
    retry_duration = RetryOptions.DurationInSeconds
    copy_options = CopyCommand.CopyOptions
    data_table_columns = CopyCommand.DataTableColumns
    data_table_name = CopyCommand.DataTableName
    s3_backup_configuration = S3BackupConfiguration{_BUCKET}{_BACKUP}
  http_endpoint_configuration = HttpEndpointDestinationConfiguration{_COMMON}
    access_key = EndpointConfiguration.AccessKey
    name = EndpointConfiguration.Name
    url = EndpointConfiguration.Url
    request_configuration = RequestConfiguration
      common_attributes = CommonAttributes
        name = AttributeName
        value = AttributeValue{_BACKUP}
  splunk_configuration = SplunkDestinationConfiguration{_COMMON}
    hec_acknowledgment_timeout = HECAcknowledgmentTimeoutInSeconds{_BACKUP}
  snowflake_configuration = SnowflakeDestinationConfiguration{_COMMON}{_BACKUP}
  iceberg_configuration = IcebergDestinationConfiguration{_COMMON}
    catalog_arn = CatalogConfiguration.CatalogArn
    destination_table_configuration = DestinationTableConfigurationList
      database_name = DestinationDatabaseName
      table_name = DestinationTableName{_BACKUP}
  .id = Arn
"""


_SOURCES = {"KinesisStreamSourceConfiguration": "KinesisStreamAsSource", "MSKSourceConfiguration": "MSKAsSource"}


def _stream(item: Item) -> None:
    for source, kind in _SOURCES.items():
        if isinstance(item.properties.get(source), MapValue):
            item.set("DeliveryStreamType", Known(kind, item.properties[source].at))


ADJUST = {"aws_kinesis_firehose_delivery_stream": _stream}
CONVERSIONS = {"where enabled": where("enabled")}
