"""Sessions and idempotency records: a DynamoDB table with a replica in the secondary region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.dynamodb_table import DynamodbTable, DynamodbTableReplica
from constructs import Construct

if TYPE_CHECKING:
    from payment_dr.settings import Settings

PARTITION_KEY = "id"
"""The attribute that items are found by."""

EXPIRES = "expires_at"
"""The attribute with the second, since 1970, after which an item may go."""


class Sessions(Construct):
    """A global table, paid by request, with point-in-time recovery in both regions."""

    def __init__(
        self, scope: Construct, name: str, settings: Settings, *, primary_key_arn: str, secondary_key_arn: str
    ) -> None:
        """Make the table in the primary region and its replica in the secondary."""
        super().__init__(scope, name)
        table = DynamodbTable(
            self,
            "table",
            name=settings.names.of("table", "sessions"),
            billing_mode="PAY_PER_REQUEST",
            hash_key=PARTITION_KEY,
            attribute=[{"name": PARTITION_KEY, "type": "S"}],
            ttl={"attribute_name": EXPIRES, "enabled": True},
            stream_enabled=True,
            stream_view_type="NEW_AND_OLD_IMAGES",
            point_in_time_recovery={"enabled": True},
            server_side_encryption={"enabled": True, "kms_key_arn": primary_key_arn},
            deletion_protection_enabled=settings.protected,
            replica=[
                DynamodbTableReplica(
                    region_name=settings.secondary_region,
                    kms_key_arn=secondary_key_arn,
                    point_in_time_recovery=True,
                    propagate_tags=True,
                )
            ],
        )
        self.name: str = table.name
        self.arn: str = table.arn
