"""AWS CodeBuild, CodePipeline, CodeDeploy, CodeCommit, CodeArtifact, CodeStar notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, ListValue, MapValue, Value
from stackproof.vocabulary.parts import items_as
from stackproof.vocabulary.shaping import is_null

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_codebuild_project = AWS::CodeBuild::Project
  build_timeout = TimeoutInMinutes
  queued_timeout = QueuedTimeoutInMinutes
  project_visibility = Visibility
  artifacts = Artifacts
    bucket_owner_access - who owns what is built
  secondary_artifacts = SecondaryArtifacts
    bucket_owner_access - who owns what is built
  logs_config = LogsConfig
    s3_logs = S3Logs
      bucket_owner_access - who owns the logs
  .id =

aws_codebuild_report_group = AWS::CodeBuild::ReportGroup
  export_config = ExportConfig
    type = ExportConfigType
  .id =
aws_codebuild_fleet = AWS::CodeBuild::Fleet
  vpc_config = FleetVpcConfig
aws_codebuild_webhook ! CloudFormation writes it with the project, as its triggers
aws_codebuild_resource_policy ! who of other accounts may see a project

aws_codepipeline = AWS::CodePipeline::Pipeline
  artifact_store ! one store, or one a region
  stage = Stages
    action = Actions
      category = ActionTypeId.Category
      owner = ActionTypeId.Owner
      provider = ActionTypeId.Provider
      version = ActionTypeId.Version
      input_artifacts = InputArtifacts | names
      output_artifacts = OutputArtifacts | names
      output_artifacts_for_compute_action = OutputArtifacts
    before_entry = BeforeEntry
      condition = Conditions
        rule = Rules
          input_artifacts = InputArtifacts | names
          timeout_in_minutes - how long a rule may take
    on_failure = OnFailure
      condition = Conditions
        rule = Rules
          input_artifacts = InputArtifacts | names
          timeout_in_minutes - how long a rule may take
    on_success = OnSuccess
      condition = Conditions
        rule = Rules
          input_artifacts = InputArtifacts | names
          timeout_in_minutes - how long a rule may take
  trigger = Triggers
    git_configuration = GitConfiguration
  variable = Variables
  .id =

aws_codepipeline_custom_action_type = AWS::CodePipeline::CustomActionType
  provider_name = Provider

aws_codedeploy_app = AWS::CodeDeploy::Application
  name = ApplicationName
  .id =
aws_codedeploy_deployment_config = AWS::CodeDeploy::DeploymentConfig
  traffic_routing_config = TrafficRoutingConfig
    time_based_canary = TimeBasedCanary
      interval = CanaryInterval
      percentage = CanaryPercentage
    time_based_linear = TimeBasedLinear
      interval = LinearInterval
      percentage = LinearPercentage
aws_codedeploy_deployment_group = AWS::CodeDeploy::DeploymentGroup
  app_name = ApplicationName
  alarm_configuration = AlarmConfiguration
    alarms = Alarms | names
  blue_green_deployment_config = BlueGreenDeploymentConfiguration
  ec2_tag_set = Ec2TagSet.Ec2TagSetList
    ec2_tag_filter = Ec2TagGroup
  load_balancer_info = LoadBalancerInfo
    elb_info = ElbInfoList
    target_group_info = TargetGroupInfoList
    target_group_pair_info = TargetGroupPairInfoList

aws_codecommit_repository = AWS::CodeCommit::Repository
  default_branch - the branch that is shown first
  description = RepositoryDescription
  .id = Name
  .repository_id =
  .clone_url_http = CloneUrlHttp
  .clone_url_ssh = CloneUrlSsh
aws_codecommit_trigger > aws_codecommit_repository by repository_name
aws_codecommit_approval_rule_template ! how many have to agree to a change
aws_codecommit_approval_rule_template_association ! how many have to agree to a change

aws_codeartifact_domain = AWS::CodeArtifact::Domain
  domain = DomainName
  encryption_key - CloudFormation's schema has no such property
aws_codeartifact_repository = AWS::CodeArtifact::Repository
  repository = RepositoryName
  domain = DomainName
  domain_owner - the account of the domain
  external_connections = ExternalConnections | connections
  upstream = Upstreams | repositories
aws_codeartifact_domain_permissions_policy > aws_codeartifact_domain by domain
  policy_document = PermissionsPolicyDocument
  domain_owner - the account of the domain
  policy_revision - it guards against changes of others
aws_codeartifact_repository_permissions_policy > aws_codeartifact_repository by repository and domain
  policy_document = PermissionsPolicyDocument
  domain_owner - the account of the domain
  policy_revision - it guards against changes of others

aws_codestarconnections_connection = AWS::CodeStarConnections::Connection
  .id =
  .arn =
aws_codestarnotifications_notification_rule = AWS::CodeStarNotifications::NotificationRule
  target = Targets
    address = TargetAddress
    type = TargetType
"""


def _of_blocks(value: Value, name: str) -> Value:
    """A list of blocks with one argument as the list of that argument's values."""
    if isinstance(value, MapValue):
        value = ListValue((value,), value.at)
    if not isinstance(value, ListValue):
        return value
    found = [item.entries.get(name) if isinstance(item, MapValue) else None for item in value.items]
    items = tuple([one for one in found if one is not None and not isinstance(one, Absent)])
    return ListValue(items, value.at, value.assumed, complete=value.complete and len(items) == len(value.items))


def _pipeline(item: Item) -> None:
    """A store with a region is one of several; CloudFormation keeps the two kinds apart."""
    blocks, complete = item.blocks("artifact_store")
    if not complete:
        item.complete = False
        return
    stores: list[Value] = []
    for block in blocks:
        store: dict[str, Value] = {}
        for argument, own in (("location", "Location"), ("type", "Type")):
            value = block.entries.get(argument)
            if value is not None and not is_null(value):
                store[own] = value
        keys = block.entries.get("encryption_key")
        key = keys.items[0] if isinstance(keys, ListValue) and keys.items else keys
        if isinstance(key, MapValue):
            named = {own: key.entries[one] for one, own in (("id", "Id"), ("type", "Type")) if one in key.entries}
            store["EncryptionKey"] = MapValue(named, key.at)
        region = block.entries.get("region")
        if region is None or is_null(region):
            item.properties["ArtifactStore"] = MapValue(store, block.at)
        else:
            stores.append(MapValue({"Region": region, "ArtifactStore": MapValue(store, block.at)}, block.at))
    if stores:
        item.properties["ArtifactStores"] = ListValue(tuple(stores), item.at)


ADJUST = {"aws_codepipeline": _pipeline}
CONVERSIONS = {
    "names": items_as("Name"),
    "connections": lambda value: _of_blocks(value, "external_connection_name"),
    "repositories": lambda value: _of_blocks(value, "repository_name"),
}
