"""AWS Identity and Access Management."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Known, ListValue, MapValue, Value
from stackproof.vocabulary.parts import sole
from stackproof.vocabulary.shaping import shaped

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_iam_role = AWS::IAM::Role
  assume_role_policy = AssumeRolePolicyDocument
  inline_policy = Policies
    name = PolicyName
    policy = PolicyDocument
  force_detach_policies - what the provider does at deletion
  .unique_id = RoleId
  .name =

aws_iam_policy = AWS::IAM::ManagedPolicy
  policy = PolicyDocument
  delay_after_policy_creation_in_ms - what the provider does after the creation
  tags - AWS::IAM::ManagedPolicy takes none
  .arn =
  .policy_id = PolicyId

aws_iam_role_policy = AWS::IAM::RolePolicy
  role = RoleName
  policy = PolicyDocument

aws_iam_user_policy = AWS::IAM::UserPolicy
  user = UserName
  policy = PolicyDocument

aws_iam_group_policy = AWS::IAM::GroupPolicy
  group = GroupName
  policy = PolicyDocument

aws_iam_role_policy_attachment > aws_iam_role by role at ManagedPolicyArns[]
  policy_arn ! one of the role's managed policies

aws_iam_user_policy_attachment > aws_iam_user by user at ManagedPolicyArns[]
  policy_arn ! one of the user's managed policies

aws_iam_group_policy_attachment > aws_iam_group by group at ManagedPolicyArns[]
  policy_arn ! one of the group's managed policies

aws_iam_role_policies_exclusive ! it removes what is not listed, and adds nothing
aws_iam_role_policy_attachments_exclusive ! it removes what is not listed
aws_iam_user_policies_exclusive ! it removes what is not listed, and adds nothing
aws_iam_user_policy_attachments_exclusive ! it removes what is not listed
aws_iam_group_policies_exclusive ! it removes what is not listed, and adds nothing
aws_iam_group_policy_attachments_exclusive ! it removes what is not listed

aws_iam_instance_profile = AWS::IAM::InstanceProfile
  role = Roles
  tags - the type takes none

aws_iam_user = AWS::IAM::User
  force_destroy - the user's keys are deleted with it

aws_iam_group = AWS::IAM::Group

aws_iam_group_membership = AWS::IAM::UserToGroupAddition
  group = GroupName
  name - a name inside Terraform

aws_iam_user_group_membership ! CloudFormation writes it with the group, one addition for each
aws_iam_policy_attachment ! it attaches one policy to roles, users and groups at once, exclusively
aws_iam_account_alias ! a setting of the account
aws_iam_account_password_policy ! a setting of the account
aws_iam_organizations_features ! a setting of the organization
aws_iam_security_token_service_preferences ! a setting of the account
aws_iam_server_certificate = AWS::IAM::ServerCertificate
  name = ServerCertificateName
aws_iam_service_specific_credential ! a credential of a user
aws_iam_signing_certificate ! a credential of a user
aws_iam_user_login_profile ! a password of a user
aws_iam_user_ssh_key ! a credential of a user

aws_iam_access_key = AWS::IAM::AccessKey
  user = UserName
  pgp_key - it encrypts the secret in Terraform's state
  .secret = SecretAccessKey

aws_iam_openid_connect_provider = AWS::IAM::OIDCProvider
aws_iam_saml_provider = AWS::IAM::SAMLProvider
  saml_metadata_document = SamlMetadataDocument

aws_iam_service_linked_role = AWS::IAM::ServiceLinkedRole
  aws_service_name = AWSServiceName
  tags - the type takes none

aws_iam_virtual_mfa_device = AWS::IAM::VirtualMFADevice
  virtual_mfa_device_name = VirtualMfaDeviceName
"""


def _role(item: Item) -> None:
    """`managed_policy_arns` is deprecated in favour of attachments; both end in the same list."""
    inline = item.properties.get("Policies")
    if isinstance(inline, ListValue) and inline.complete:
        # `inline_policy {}` with nothing in it removes what was attached by hand.
        kept = tuple(one for one in inline.items if not (isinstance(one, MapValue) and not one.entries))
        if kept:
            item.properties["Policies"] = ListValue(kept, inline.at, inline.assumed)
        else:
            del item.properties["Policies"]


def _document(item: Item) -> None:
    policy = item.argument("policy")
    if isinstance(policy, Known) and policy.data == "":
        item.properties.pop("PolicyDocument", None)


def _profile(item: Item) -> None:
    role: Value = item.argument("role")
    if not isinstance(role, Absent):
        item.properties["Roles"] = shaped(role, ["s"], lambda one: one)


ADJUST = {
    "aws_iam_role": _role,
    "aws_iam_policy": _document,
    "aws_iam_instance_profile": _profile,
    "aws_iam_role_policy_attachment": sole("policy_arn"),
    "aws_iam_user_policy_attachment": sole("policy_arn"),
    "aws_iam_group_policy_attachment": sole("policy_arn"),
}
