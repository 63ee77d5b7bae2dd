"""AWS Systems Manager. A parameter of type SecureString has no form in CloudFormation; here it is one of that type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import equals
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.vocabulary.adjusting import by_name, hidden
from stackproof.vocabulary.parts import sole

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_ssm_parameter = AWS::SSM::Parameter
  insecure_value = Value
  value_wo = Value
  value_wo_version - it tells the provider when the value changed
  key_id - CloudFormation's parameters are not encrypted
  overwrite - what the provider does to a parameter of the same name
  arn - it is known after deployment

aws_ssm_document = AWS::SSM::Document
  attachments_source = Attachments
  permissions - accounts that the document is shared with

aws_ssm_association = AWS::SSM::Association
  output_location = OutputLocation.S3Location
    s3_bucket_name = OutputS3BucketName
    s3_key_prefix = OutputS3KeyPrefix
    s3_region = OutputS3Region
  .association_id =

aws_ssm_maintenance_window = AWS::SSM::MaintenanceWindow
  enabled - CloudFormation's windows are always enabled

aws_ssm_maintenance_window_target = AWS::SSM::MaintenanceWindowTarget

aws_ssm_maintenance_window_task = AWS::SSM::MaintenanceWindowTask
  task_invocation_parameters = TaskInvocationParameters
    automation_parameters = MaintenanceWindowAutomationParameters
      parameter = Parameters | names to lists
    lambda_parameters = MaintenanceWindowLambdaParameters
    step_functions_parameters = MaintenanceWindowStepFunctionsParameters
    run_command_parameters = MaintenanceWindowRunCommandParameters
      output_s3_bucket = OutputS3BucketName
      cloudwatch_config = CloudWatchOutputConfig
      parameter = Parameters | names to lists
  .window_task_id =

aws_ssm_patch_baseline = AWS::SSM::PatchBaseline
  approval_rule = ApprovalRules.PatchRules
    patch_filter = PatchFilterGroup.PatchFilters
  global_filter = GlobalFilters.PatchFilters

aws_ssm_patch_group > aws_ssm_patch_baseline by baseline_id at PatchGroups[]
  patch_group ! the item of the list

aws_ssm_default_patch_baseline > aws_ssm_patch_baseline by baseline_id
  operating_system - the baseline's own

aws_ssm_resource_data_sync = AWS::SSM::ResourceDataSync
  s3_destination = S3Destination
    prefix = BucketPrefix
    region = BucketRegion
    destination_data_sharing - of an organisation

aws_ssm_service_setting = AWS::SSM::ServiceSetting
  .id = SettingId

aws_ssm_activation ! CloudFormation has no activations
"""


def _parameter(item: Item) -> None:
    value = item.properties.get("Value")
    if value is not None and equals(item.argument("type"), "SecureString") is not Truth.NO:
        item.properties["Value"] = hidden(value)


def _default_baseline(item: Item) -> None:
    item.properties["DefaultBaseline"] = Known(True, item.at)


ADJUST = {
    "aws_ssm_parameter": _parameter,
    "aws_ssm_patch_group": sole("patch_group"),
    "aws_ssm_default_patch_baseline": _default_baseline,
}
CONVERSIONS = {"names to lists": by_name("values")}
