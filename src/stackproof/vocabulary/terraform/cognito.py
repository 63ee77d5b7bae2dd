"""Amazon Cognito."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import is_true
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, ListValue, Unknown

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_cognito_user_pool = AWS::Cognito::UserPool
  tags = UserPoolTags
  email_configuration = EmailConfiguration
    from_email_address = From
  email_mfa_configuration = .
    message = EmailAuthenticationMessage
    subject = EmailAuthenticationSubject
  password_policy = Policies.PasswordPolicy
  sign_in_policy = Policies.SignInPolicy
  software_token_mfa_configuration ! one of the second factors
  web_authn_configuration = .
    relying_party_id = WebAuthnRelyingPartyID
    user_verification = WebAuthnUserVerification
  .id =
  .endpoint = ProviderName

aws_cognito_user_pool_client = AWS::Cognito::UserPoolClient
  allowed_oauth_flows = AllowedOAuthFlows
  allowed_oauth_flows_user_pool_client = AllowedOAuthFlowsUserPoolClient
  allowed_oauth_scopes = AllowedOAuthScopes
  .id =
  .client_secret = ClientSecret

aws_cognito_user_pool_domain = AWS::Cognito::UserPoolDomain
  certificate_arn = CustomDomainConfig.CertificateArn
  .cloudfront_distribution = CloudFrontDistribution
  .cloudfront_distribution_arn = CloudFrontDistribution

aws_cognito_user_pool_ui_customization = AWS::Cognito::UserPoolUICustomizationAttachment
  image_file - CloudFormation takes no logo

aws_cognito_user_group = AWS::Cognito::UserPoolGroup
  name = GroupName
aws_cognito_user = AWS::Cognito::UserPoolUser
  attributes = UserAttributes | name and value
  validation_data = ValidationData | name and value
  enabled - users that are made are enabled
  password - CloudFormation sends a user a temporary one
  temporary_password - CloudFormation sends a user one of its own
aws_cognito_user_in_group = AWS::Cognito::UserPoolUserToGroupAttachment
aws_cognito_resource_server = AWS::Cognito::UserPoolResourceServer
  scope = Scopes
aws_cognito_identity_provider = AWS::Cognito::UserPoolIdentityProvider
aws_cognito_identity_pool = AWS::Cognito::IdentityPool
  tags = IdentityPoolTags
  .id =
aws_cognito_identity_pool_roles_attachment = AWS::Cognito::IdentityPoolRoleAttachment
  role_mapping - rules that choose a role
aws_cognito_identity_pool_provider_principal_tag = AWS::Cognito::IdentityPoolPrincipalTag
"""


def _pool(item: Item) -> None:
    blocks, complete = item.blocks("software_token_mfa_configuration")
    if not blocks and complete:
        return
    enabled = item.argument("software_token_mfa_configuration", "enabled")
    truth = is_true(enabled)
    if truth is Truth.YES:
        item.set("EnabledMfas", ListValue((Known("SOFTWARE_TOKEN_MFA", enabled.at),), enabled.at))
    elif truth is Truth.UNDECIDED or isinstance(enabled, Absent):
        item.set(
            "EnabledMfas", Unknown("it is not known which second factors are enabled", None, item.at, None, (enabled,))
        )


ADJUST = {"aws_cognito_user_pool": _pool}
