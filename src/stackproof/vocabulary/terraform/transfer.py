"""AWS Transfer Family. The id of a server is what its name in ARNs is, where Ref gives the ARN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.adjusting import kept_secret
from stackproof.vocabulary.parts import sole

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_transfer_server = AWS::Transfer::Server
  directory_id = IdentityProviderDetails.DirectoryId
  function = IdentityProviderDetails.Function
  invocation_role = IdentityProviderDetails.InvocationRole
  sftp_authentication_methods = IdentityProviderDetails.SftpAuthenticationMethods
  url = IdentityProviderDetails.Url
  host_key ! a private key, which CloudFormation cannot be given
  force_destroy - the provider deletes its users with it
  .id = ServerId

aws_transfer_user = AWS::Transfer::User
  .id - the names of server and user in one

aws_transfer_ssh_key > aws_transfer_user by server_id and user_name at SshPublicKeys[]
  body ! the item of the list

aws_transfer_tag > aws_transfer_server by resource_arn at Tags[]

aws_transfer_workflow = AWS::Transfer::Workflow
  steps = Steps
    copy_step_details = CopyStepDetails
      destination_file_location = DestinationFileLocation
        efs_file_location - CloudFormation cannot say it
  on_exception_steps = OnExceptionSteps
    copy_step_details = CopyStepDetails
      destination_file_location = DestinationFileLocation
        efs_file_location - CloudFormation cannot say it

aws_transfer_web_app = AWS::Transfer::WebApp
  identity_provider_details = IdentityProviderDetails
    identity_center_config = .
  .id = WebAppId

aws_transfer_web_app_customization > aws_transfer_web_app by web_app_id at WebAppCustomization

aws_transfer_host_key = AWS::Transfer::HostKey
  host_key_body_wo = HostKeyBody

aws_transfer_access ! CloudFormation has no access of groups of a directory
"""


def _server(item: Item) -> None:
    kept_secret(item, "host_key")


ADJUST = {"aws_transfer_server": _server, "aws_transfer_ssh_key": sole("body")}
