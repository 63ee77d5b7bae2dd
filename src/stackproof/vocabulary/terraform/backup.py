"""AWS Backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_backup_plan = AWS::Backup::BackupPlan
  name = BackupPlan.BackupPlanName
  rule = BackupPlan.BackupPlanRule
    completion_window = CompletionWindowMinutes
    start_window = StartWindowMinutes
    schedule = ScheduleExpression
    target_vault_name = TargetBackupVault
    lifecycle = Lifecycle
      cold_storage_after = MoveToColdStorageAfterDays
      delete_after = DeleteAfterDays
    copy_action = CopyActions
      destination_vault_arn = DestinationBackupVaultArn
      lifecycle = Lifecycle
        cold_storage_after = MoveToColdStorageAfterDays
        delete_after = DeleteAfterDays
  advanced_backup_setting = BackupPlan.AdvancedBackupSettings
  scan_setting = BackupPlan.ScanSettings

aws_backup_selection = AWS::Backup::BackupSelection
  plan_id = BackupPlanId
  name = BackupSelection.SelectionName
  iam_role_arn = BackupSelection.IamRoleArn
  resources = BackupSelection.Resources
  not_resources = BackupSelection.NotResources
  selection_tag = BackupSelection.ListOfTags
    key = ConditionKey
    type = ConditionType
    value = ConditionValue
  condition = BackupSelection.Conditions
    string_equals = StringEquals
      key = ConditionKey
      value = ConditionValue
    string_like = StringLike
      key = ConditionKey
      value = ConditionValue
    string_not_equals = StringNotEquals
      key = ConditionKey
      value = ConditionValue
    string_not_like = StringNotLike
      key = ConditionKey
      value = ConditionValue
  .id = SelectionId

aws_backup_vault = AWS::Backup::BackupVault
  kms_key_arn = EncryptionKeyArn
  force_destroy ! the lifecycle of the resource

aws_backup_vault_policy > aws_backup_vault by backup_vault_name
  policy = AccessPolicy

aws_backup_vault_lock_configuration > aws_backup_vault by backup_vault_name at LockConfiguration

aws_backup_vault_notifications > aws_backup_vault by backup_vault_name at Notifications

aws_backup_logically_air_gapped_vault = AWS::Backup::LogicallyAirGappedBackupVault
  .arn = BackupVaultArn

aws_backup_framework = AWS::Backup::Framework
  description = FrameworkDescription
  control = FrameworkControls
    name = ControlName
    input_parameter = ControlInputParameters
      name = ParameterName
      value = ParameterValue
    scope = ControlScope
  .id = FrameworkName

aws_backup_report_plan = AWS::Backup::ReportPlan
  description = ReportPlanDescription
  report_setting = ReportSetting
    number_of_frameworks - CloudFormation counts them
  .id = ReportPlanName

aws_backup_global_settings ! settings of the account; CloudFormation cannot say them
aws_backup_region_settings ! settings of the account; CloudFormation cannot say them
"""


def _vault(item: Item) -> None:
    item.empties_by("force_destroy")


ADJUST = {"aws_backup_vault": _vault}
