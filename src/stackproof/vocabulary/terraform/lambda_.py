"""AWS Lambda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Unknown, text

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_lambda_function = AWS::Lambda::Function
  filename ! the package on disk
  image_uri = Code.ImageUri
  s3_bucket = Code.S3Bucket
  s3_key = Code.S3Key
  s3_object_version = Code.S3ObjectVersion
  source_kms_key_arn = Code.SourceKMSKeyArn
  source_code_hash - it tells the provider when the package changed
  code_sha256 - it tells the provider when the package changed
  publish - a version is published by the provider
  publish_to - a version is published by the provider
  replace_security_groups_on_destroy - what the provider does at deletion
  replacement_security_group_ids - what the provider does at deletion
  skip_destroy - what the provider does at deletion
  use_resource_timeout_for_propagation - how long the provider waits
  durable_config = DurableConfig
    retention_period = RetentionPeriodInDays
  .id =
  .function_name =
  .qualified_arn = Arn
  .invoke_arn = Arn

aws_lambda_permission = AWS::Lambda::Permission
  function_name = FunctionName
  qualifier ! the alias or version that is permitted
  statement_id - a name of the statement
  statement_id_prefix - a name of the statement

aws_lambda_event_source_mapping = AWS::Lambda::EventSourceMapping
  destination_config = DestinationConfig
    on_failure = OnFailure
      destination_arn = Destination
  use_resource_timeout_for_propagation - how long the provider waits
  .id =
  .uuid =
  .arn = EventSourceMappingArn

aws_lambda_function_event_invoke_config = AWS::Lambda::EventInvokeConfig
  destination_config = DestinationConfig
    on_failure = OnFailure
      destination = Destination
    on_success = OnSuccess
      destination = Destination

aws_lambda_alias = AWS::Lambda::Alias
  routing_config ! weights of further versions
  .arn =
  .id =
  .invoke_arn =

aws_lambda_layer_version = AWS::Lambda::LayerVersion
  filename ! the package on disk
  s3_bucket = Content.S3Bucket
  s3_key = Content.S3Key
  s3_object_version = Content.S3ObjectVersion
  source_code_hash - it tells the provider when the package changed
  skip_destroy - what the provider does at deletion
  .arn =
  .id =

aws_lambda_layer_version_permission = AWS::Lambda::LayerVersionPermission
  layer_name = LayerVersionArn
  version_number - it is a part of the layer version's ARN
  statement_id - a name of the statement
  skip_destroy - what the provider does at deletion

aws_lambda_function_url = AWS::Lambda::Url
  authorization_type = AuthType
  function_name = TargetFunctionArn
  cors = Cors
  .function_url = FunctionUrl

aws_lambda_provisioned_concurrency_config ! CloudFormation writes it with the alias or version
aws_lambda_invocation ! it calls a function at deployment
aws_lambda_function_recursion_config > aws_lambda_function by function_name
aws_lambda_runtime_management_config > aws_lambda_function by function_name at RuntimeManagementConfig
  qualifier - it holds for the function
  function_arn - it is computed
"""


def _function(item: Item) -> None:
    path = item.argument("filename")
    if not isinstance(path, Absent) and not item.has("Code"):
        # CloudFormation takes packages from a bucket; this one is uploaded by the provider.
        item.set("Code.S3Key", Unknown("the package is uploaded from disk at deployment", None, path.at, None, (path,)))


def _permission(item: Item) -> None:
    qualifier = item.argument("qualifier")
    function = item.properties.get("FunctionName")
    if not isinstance(qualifier, Absent) and function is not None:
        item.properties["FunctionName"] = text((function, ":", qualifier), function.at)


ADJUST = {
    "aws_lambda_function": _function,
    "aws_lambda_permission": _permission,
}
