"""What holds for many accounts: AWS Organizations, IAM Identity Center, AWS RAM, stacks within stacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Unknown
from stackproof.vocabulary.adjusting import kept_if
from stackproof.vocabulary.parts import sole

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_organizations_account = AWS::Organizations::Account
  parent_id = ParentIds | list
  close_on_deletion - what the provider does at deletion
  create_govcloud - CloudFormation cannot say it
  iam_user_access_to_billing - CloudFormation cannot say it

aws_organizations_organization = AWS::Organizations::Organization
  aws_service_access_principals - CloudFormation cannot say it
  enabled_policy_types - CloudFormation cannot say it
  return_organization_only - what the provider reads
  .roots.0.id = RootId
  .master_account_arn = ManagementAccountArn
  .master_account_email = ManagementAccountEmail
  .master_account_id = ManagementAccountId

aws_organizations_policy = AWS::Organizations::Policy
  skip_destroy ! the lifecycle of the resource

aws_organizations_policy_attachment > aws_organizations_policy by policy_id at TargetIds[]
  target_id ! the item of the list
  skip_destroy - what the provider does at deletion

aws_organizations_aws_service_access ! a service that is let into the organization
aws_organizations_delegated_administrator ! an account that speaks for the organization
aws_organizations_tag ! a tag of something that is made elsewhere

aws_ssoadmin_permission_set = AWS::SSO::PermissionSet
  relay_state = RelayStateType

aws_ssoadmin_account_assignment = AWS::SSO::Assignment

aws_ssoadmin_managed_policy_attachment > aws_ssoadmin_permission_set by permission_set_arn at ManagedPolicies[]
  managed_policy_arn ! the item of the list
  instance_arn - the set's own

aws_ssoadmin_customer_managed_policy_attachment > aws_ssoadmin_permission_set by permission_set_arn at CustomerManagedPolicyReferences[]
  customer_managed_policy_reference = .
  instance_arn - the set's own

aws_ssoadmin_permission_set_inline_policy > aws_ssoadmin_permission_set by permission_set_arn
  instance_arn - the set's own

aws_ssoadmin_permissions_boundary_attachment > aws_ssoadmin_permission_set by permission_set_arn
  instance_arn - the set's own

aws_ssoadmin_instance_access_control_attributes = AWS::SSO::InstanceAccessControlAttributeConfiguration
  attribute = AccessControlAttributes

aws_ssoadmin_application_access_scope ! CloudFormation has no scopes of applications
aws_ssoadmin_application_assignment_configuration ! CloudFormation cannot say it
aws_ssoadmin_customer_managed_policy_attachments_exclusive ! what else is taken away from a set
aws_ssoadmin_managed_policy_attachments_exclusive ! what else is taken away from a set
aws_ssoadmin_region ! a region of the directory
aws_ssoadmin_trusted_token_issuer ! CloudFormation has no issuers

aws_ram_resource_share_accepter ! the other account agrees
aws_ram_resource_share_associations_exclusive ! what else is taken away from a share
aws_ram_sharing_with_organization ! a setting of the organization

aws_cloudformation_stack = AWS::CloudFormation::Stack
  template_body ! the template itself, which CloudFormation takes from a bucket
  capabilities - CloudFormation takes those of the outer stack
  disable_rollback - CloudFormation goes by the outer stack
  iam_role_arn - CloudFormation takes that of the outer stack
  name - CloudFormation makes up the name
  on_failure - CloudFormation goes by the outer stack
  policy_body - CloudFormation cannot say it
  policy_url - CloudFormation cannot say it
  .name - CloudFormation makes up the name

aws_cloudformation_stack_set = AWS::CloudFormation::StackSet
  auto_deployment = AutoDeployment
    depends_on_stack_sets = DependsOn
  .id - its name, where Ref gives the id
  .name = StackSetName

aws_cloudformation_stack_instances ! stacks of a set
aws_cloudformation_stack_set_instance ! a stack of a set
aws_cloudformation_type ! a version of a type, whose code is in a bucket
"""  # noqa: E501 - an entry is one line


def _stack(item: Item) -> None:
    body = item.argument("template_body")
    if not isinstance(body, Absent) and not item.has("TemplateURL"):
        reason = "the template is handed over at deployment"
        item.set("TemplateURL", Unknown(reason, None, body.at, None, (body,)))


ADJUST = {
    "aws_cloudformation_stack": _stack,
    "aws_organizations_policy": lambda item: kept_if(item, "skip_destroy"),
    "aws_organizations_policy_attachment": sole("target_id"),
    "aws_ssoadmin_managed_policy_attachment": sole("managed_policy_arn"),
}
