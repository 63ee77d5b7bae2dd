"""Session state: a DynamoDB table with a replica in the recovery region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.dynamodb_table import DynamodbTable, DynamodbTableAttribute, DynamodbTableReplica
from constructs import Construct

if TYPE_CHECKING:
    from transaction_dr.keys import Key
    from transaction_dr.settings import Settings

PARTITION_KEY = "session_id"
"""The attribute that items are found by."""

EXPIRES = "expires_at"
"""The attribute with the second, since 1970, after which an item may go."""


class Sessions(Construct):
    """A global table, paid by request, with point-in-time recovery in both regions."""

    def __init__(self, scope: Construct, name: str, settings: Settings, primary_key: Key, recovery_key: Key) -> None:
        """Make the table in the stack's region and its replica in the recovery region."""
        super().__init__(scope, name)
        table = DynamodbTable(
            self,
            "table",
            name=settings.names.of("table", "sessions"),
            billing_mode="PAY_PER_REQUEST",
            hash_key=PARTITION_KEY,
            attribute=[DynamodbTableAttribute(name=PARTITION_KEY, type="S")],
            ttl={"attribute_name": EXPIRES, "enabled": True},
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            point_in_time_recovery={"enabled": True},
            server_side_encryption={"enabled": True, "kms_key_arn": primary_key.arn},
            deletion_protection_enabled=settings.protected,
            replica=[
                DynamodbTableReplica(
                    region_name=settings.recovery_region,
                    kms_key_arn=recovery_key.arn,
                    point_in_time_recovery=True,
                    propagate_tags=True,
                )
            ],
        )
        self.name: str = table.name
        self.arn: str = table.arn


def table_arn(name: str, region: str, account: str) -> str:
    """The ARN of the table as one of its regions has it."""
    return f"arn:aws:dynamodb:{region}:{account}:table/{name}"
