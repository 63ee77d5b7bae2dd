"""AWS Secrets Manager: a secret and its value, which Terraform writes as a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.vocabulary.adjusting import argument_beside, hidden_unless_written, kept_secret

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_secretsmanager_secret = AWS::SecretsManager::Secret
  replica = ReplicaRegions
  policy ! a policy of its own
  force_overwrite_replica_secret - what the provider does to a secret of the same name
  recovery_window_in_days - what the provider does at deletion

aws_secretsmanager_secret_version > aws_secretsmanager_secret by secret_id
  secret_string = SecretString | hidden
  secret_string_wo = SecretString | hidden
  secret_string_wo_version - it tells the provider when the value changed
  secret_binary ! bytes, which CloudFormation's secrets cannot hold
  version_stages - labels of the version
  .arn =
  .secret_arn =

aws_secretsmanager_secret_rotation = AWS::SecretsManager::RotationSchedule
  rotate_immediately = RotateImmediatelyOnUpdate
  rotation_enabled - it is known after deployment
  .id = SecretId

aws_secretsmanager_secret_policy = AWS::SecretsManager::ResourcePolicy
  secret_arn = SecretId
  policy = ResourcePolicy
  .id = SecretId

aws_secretsmanager_tag > aws_secretsmanager_secret by secret_id at Tags[]
"""


def _secret(item: Item) -> None:
    argument_beside(
        item, "policy", "AWS::SecretsManager::ResourcePolicy", {"SecretId": item.reference()}, "ResourcePolicy"
    )


def _version(item: Item) -> None:
    kept_secret(item, "secret_binary")


ADJUST = {"aws_secretsmanager_secret": _secret, "aws_secretsmanager_secret_version": _version}
CONVERSIONS = {"hidden": hidden_unless_written}
