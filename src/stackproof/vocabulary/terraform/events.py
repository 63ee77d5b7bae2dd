"""Amazon EventBridge and EventBridge Scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, ListValue, MapValue, Value
from stackproof.vocabulary.conversions import switch

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_cloudwatch_event_rule = AWS::Events::Rule
  is_enabled ! the older form of the state
  force_destroy - what the provider does at deletion
  .id =
  .name =

aws_cloudwatch_event_target > aws_cloudwatch_event_rule by rule at Targets[]
  event_bus_name - the rule knows its bus
  force_destroy - what the provider does at deletion
  target_id = Id
  batch_target = BatchParameters
    array_size = ArrayProperties.Size
    job_attempts = RetryStrategy.Attempts
  ecs_target = EcsParameters
    enable_ecs_managed_tags = EnableECSManagedTags
    capacity_provider_strategy = CapacityProviderStrategy
    network_configuration = NetworkConfiguration.AwsVpcConfiguration
      assign_public_ip = AssignPublicIp | ENABLED or DISABLED
    ordered_placement_strategy = PlacementStrategies
    placement_constraint = PlacementConstraints
    tags = TagList
  http_target = HttpParameters
  input_transformer = InputTransformer
    input_paths = InputPathsMap
  kinesis_target = KinesisParameters
  redshift_target = RedshiftDataParameters
    secrets_manager_arn = SecretManagerArn
  run_command_targets ! RunCommandParameters
  sagemaker_pipeline_target = SageMakerPipelineParameters
    pipeline_parameter_list = PipelineParameterList
  sqs_target = SqsParameters
  appsync_target = AppSyncParameters
    graphql_operation = GraphQLOperation
  retry_policy = RetryPolicy
    maximum_event_age_in_seconds = MaximumEventAgeInSeconds

aws_cloudwatch_event_bus = AWS::Events::EventBus
aws_cloudwatch_event_bus_policy > aws_cloudwatch_event_bus by event_bus_name
  policy = Policy
aws_cloudwatch_event_permission = AWS::Events::EventBusPolicy
  action = Action
  condition = Condition
aws_cloudwatch_event_archive = AWS::Events::Archive
  event_source_arn = SourceArn
aws_cloudwatch_event_connection = AWS::Events::Connection
  invocation_connectivity_parameters = InvocationConnectivityParameters
    resource_parameters = ResourceParameters
  auth_parameters = AuthParameters
    api_key = ApiKeyAuthParameters
      key = ApiKeyName
      value = ApiKeyValue
      value_wo = ApiKeyValue
      value_wo_version - it tells the provider when the value changed
    basic = BasicAuthParameters
      password_wo = Password
      password_wo_version - it tells the provider when the value changed
    invocation_http_parameters = InvocationHttpParameters
      body = BodyParameters
        value_wo = Value
        value_wo_version - it tells the provider when the value changed
      header = HeaderParameters
        value_wo = Value
        value_wo_version - it tells the provider when the value changed
      query_string = QueryStringParameters
        value_wo = Value
        value_wo_version - it tells the provider when the value changed
    oauth = OAuthParameters
      client_parameters = ClientParameters
        client_secret_wo = ClientSecret
        client_secret_wo_version - it tells the provider when the value changed
      oauth_http_parameters = OAuthHttpParameters
        body = BodyParameters
          value_wo = Value
          value_wo_version - it tells the provider when the value changed
        header = HeaderParameters
          value_wo = Value
          value_wo_version - it tells the provider when the value changed
        query_string = QueryStringParameters
          value_wo = Value
          value_wo_version - it tells the provider when the value changed
aws_cloudwatch_event_api_destination = AWS::Events::ApiDestination
aws_cloudwatch_event_endpoint = AWS::Events::Endpoint
  event_bus = EventBuses
  routing_config = RoutingConfig
    failover_config = FailoverConfig
      secondary = Secondary

aws_scheduler_schedule = AWS::Scheduler::Schedule
  action_after_completion - what becomes of the schedule after its last run
  target = Target
    dead_letter_config = DeadLetterConfig
    ecs_parameters = EcsParameters
      enable_ecs_managed_tags = EnableECSManagedTags
      network_configuration = NetworkConfiguration.AwsvpcConfiguration
        assign_public_ip = AssignPublicIp | ENABLED or DISABLED
      placement_constraints = PlacementConstraints
      placement_strategy = PlacementStrategy
      tags = Tags
    eventbridge_parameters = EventBridgeParameters
    sagemaker_pipeline_parameters = SageMakerPipelineParameters
      pipeline_parameter = PipelineParameterList
  .id = Arn

aws_scheduler_schedule_group = AWS::Scheduler::ScheduleGroup
  .id =
"""


def _rule(item: Item) -> None:
    enabled = item.argument("is_enabled")
    if not item.has("State") and not isinstance(enabled, Absent):
        item.set("State", switch("ENABLED", "DISABLED")(enabled))


def _target(item: Item) -> None:
    blocks, complete = item.blocks("run_command_targets")
    if not blocks and complete:
        return
    commands: list[Value] = []
    for block in blocks:
        values = block.entries.get("values", ListValue((), block.at, complete=False))
        commands.append(MapValue({"Key": block.entries.get("key", Absent(block.at)), "Values": values}, block.at))
    item.set("RunCommandParameters.RunCommandTargets", ListValue(tuple(commands), item.at, complete=complete))


ADJUST = {"aws_cloudwatch_event_rule": _rule, "aws_cloudwatch_event_target": _target}
