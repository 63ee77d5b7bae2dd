"""AWS Step Functions."""

from __future__ import annotations

TABLE = """
aws_sfn_state_machine = AWS::StepFunctions::StateMachine
  name = StateMachineName
  name_prefix = StateMachineName | prefix
  definition = DefinitionString
  type = StateMachineType
  publish - a version is published by the provider
  encryption_configuration = EncryptionConfiguration
    kms_data_key_reuse_period_seconds = KmsDataKeyReusePeriodSeconds
  logging_configuration = LoggingConfiguration
    log_destination = Destinations.CloudWatchLogsLogGroup.LogGroupArn
  .id =
  .arn =

aws_sfn_activity = AWS::StepFunctions::Activity
  .id =

aws_sfn_alias = AWS::StepFunctions::StateMachineAlias
  routing_configuration = RoutingConfiguration
"""
