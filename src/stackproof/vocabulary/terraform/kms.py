"""AWS KMS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Known
from stackproof.vocabulary.adjusting import kept_secret

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_kms_key = AWS::KMS::Key
  customer_master_key_spec = KeySpec
  deletion_window_in_days = PendingWindowInDays
  is_enabled = Enabled
  policy = KeyPolicy
  custom_key_store_id - CloudFormation's keys are in no store of one's own
  xks_key_id - CloudFormation's keys are in no store of one's own
  .key_id =

aws_kms_external_key = AWS::KMS::Key
  deletion_window_in_days = PendingWindowInDays
  policy = KeyPolicy
  key_material_base64 ! the key itself, a secret
  valid_to - when the material expires
  .key_id =

aws_kms_replica_key = AWS::KMS::ReplicaKey
  deletion_window_in_days = PendingWindowInDays
  policy = KeyPolicy
  bypass_policy_lockout_safety_check - a check of the API
  .key_id =

aws_kms_replica_external_key = AWS::KMS::ReplicaKey
  deletion_window_in_days = PendingWindowInDays
  policy = KeyPolicy
  bypass_policy_lockout_safety_check - a check of the API
  key_material_base64 ! the key itself, a secret
  valid_to - when the material expires
  .key_id =

aws_kms_key_policy > aws_kms_key by key_id
  policy = KeyPolicy

aws_kms_alias = AWS::KMS::Alias
  .target_key_arn - of the key that it stands for

aws_kms_grant ! CloudFormation has no grants
aws_kms_ciphertext ! an encrypted text, no part of the infrastructure
aws_kms_custom_key_store ! CloudFormation has no key stores
"""


def _external(item: Item) -> None:
    item.set("Origin", Known("EXTERNAL", item.at))
    kept_secret(item, "key_material_base64")


def _external_replica(item: Item) -> None:
    kept_secret(item, "key_material_base64")


ADJUST = {"aws_kms_external_key": _external, "aws_kms_replica_external_key": _external_replica}
