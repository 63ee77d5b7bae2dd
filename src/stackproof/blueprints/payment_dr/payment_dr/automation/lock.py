"""The table of the lock: one item with an owner and an expiry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.dynamodb_table import DynamodbTable
from constructs import Construct

if TYPE_CHECKING:
    from payment_dr.automation.side import Side


class LockTable(Construct):
    """A table in each region and no global one: a global table lets both regions win the same conditional write."""

    def __init__(self, scope: Construct, name: str, side: Side) -> None:
        """Make the table of a region."""
        super().__init__(scope, name)
        table = DynamodbTable(
            self,
            "table",
            name=side.name("table", "failover-lock"),
            billing_mode="PAY_PER_REQUEST",
            hash_key="lock_id",
            attribute=[{"name": "lock_id", "type": "S"}],
            point_in_time_recovery={"enabled": True},
            server_side_encryption={"enabled": True, "kms_key_arn": side.key_arn},
            deletion_protection_enabled=side.place.settings.protected,
            provider=side.place.provider,
        )
        self.name: str = table.name
        self.arn: str = table.arn
