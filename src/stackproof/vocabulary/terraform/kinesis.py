"""Amazon Kinesis: streams and applications that analyse them. A stream's id is its ARN, where Ref gives the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Known, MapValue, Value
from stackproof.vocabulary.conversions import mapped
from stackproof.vocabulary.map import below
from stackproof.vocabulary.parts import structure

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_kinesis_stream = AWS::Kinesis::Stream
  retention_period = RetentionPeriodHours
  shard_level_metrics = DesiredShardLevelMetrics
  encryption_type = StreamEncryption.EncryptionType | or none
  kms_key_id = StreamEncryption.KeyId
  enforce_consumer_deletion - what the provider does at deletion
  arn - it is known after deployment
  .id = Arn

aws_kinesis_resource_policy = AWS::Kinesis::ResourcePolicy
  policy = ResourcePolicy
  .id = ResourceArn

aws_kinesis_stream_consumer = AWS::Kinesis::StreamConsumer
  .arn = ConsumerARN

aws_kinesis_video_stream = AWS::KinesisVideo::Stream
  .id = Arn

aws_kinesisanalyticsv2_application = AWS::KinesisAnalyticsV2::Application
  description = ApplicationDescription
  application_configuration = ApplicationConfiguration
    environment_properties = EnvironmentProperties
      property_group = PropertyGroups
    run_configuration ! how the application starts
    sql_application_configuration = SqlApplicationConfiguration
      input = Inputs
        input_starting_position_configuration - where the application starts to read
      output - the runtime of SQL was discontinued in January 2026
      reference_data_source - the runtime of SQL was discontinued in January 2026
  cloudwatch_logging_options ! an option of its own
  force_stop - what the provider does at an update
  start_application - what the provider does after it made the application
  .id - its ARN, where Ref gives the name

aws_kinesisanalyticsv2_application_snapshot ! a single snapshot
aws_kinesis_analytics_application ! the first version, for SQL, was discontinued in January 2026
aws_kinesis_account_settings ! settings of the account; CloudFormation cannot say them
"""


def _or_none(value: Value) -> Value:
    """Encryption that is off is left out in CloudFormation."""
    return mapped(
        value,
        lambda one: Absent(one.at, one.assumed) if one.data == "NONE" else one,
        "it follows from a type that is not known",
    )


def _application(item: Item) -> None:
    run = item.argument("application_configuration", "run_configuration")
    blocks, _ = item.blocks("application_configuration", "run_configuration")
    if blocks:
        item.set("RunConfiguration", structure(blocks[0], below(item.shapes, ("RunConfiguration",))))
    elif not isinstance(run, Absent):
        item.set("RunConfiguration", run)
    for block in item.blocks("cloudwatch_logging_options")[0]:
        stream = block.entries.get("log_stream_arn", Known(None, block.at))
        option = MapValue({"LogStreamARN": stream}, block.at)
        entries: dict[str, Value] = {"ApplicationName": item.reference(), "CloudWatchLoggingOption": option}
        item.beside("log", "AWS::KinesisAnalyticsV2::ApplicationCloudWatchLoggingOption", entries, block.at)


ADJUST = {"aws_kinesisanalyticsv2_application": _application}
CONVERSIONS = {"or none": _or_none}
