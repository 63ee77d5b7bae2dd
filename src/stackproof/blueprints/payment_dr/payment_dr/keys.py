"""The customer-managed key of a region. Both regions have the same policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.kms_alias import KmsAlias
from cdktn_provider_aws.kms_key import KmsKey
from constructs import Construct

from payment_dr.policies import allow, document

if TYPE_CHECKING:
    from payment_dr.placing import Place
    from payment_dr.settings import Settings

_USE = ("kms:Decrypt", "kms:GenerateDataKey*")


def key_policy(settings: Settings, account: str) -> str:
    """Who may use a key: this account by its IAM policies, and the services that act by themselves.

    Log groups, alarms and rules are named with a wildcard for the region alone, so that one policy fits both.
    """
    suffix = settings.environment_suffix
    logs = (
        f"log-payment-*-{suffix}",
        f"/aws/vendedlogs/*-payment-*-{suffix}",
        f"/aws/rds/cluster/cluster-payment-*-{suffix}/postgresql",
    )
    return document(
        allow("AccountByItsPolicies", ["kms:*"], ["*"], principal={"AWS": f"arn:aws:iam::{account}:root"}),
        allow(
            "EncryptLogGroups",
            ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            ["*"],
            principal={
                "Service": [
                    f"logs.{region}.amazonaws.com" for region in (settings.primary_region, settings.secondary_region)
                ]
            },
            condition={
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": [
                        f"arn:aws:logs:*:{account}:log-group:{name}" for name in logs
                    ]
                }
            },
        ),
        allow(
            "PublishAlarms",
            _USE,
            ["*"],
            principal={"Service": "cloudwatch.amazonaws.com"},
            condition={
                "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:*:{account}:alarm:alarm-payment-*-{suffix}"},
                "StringEquals": {"aws:SourceAccount": account},
            },
        ),
        allow(
            "CarryEvents",
            [*_USE, "kms:DescribeKey"],
            ["*"],
            principal={"Service": "events.amazonaws.com"},
            condition={"StringEquals": {"aws:SourceAccount": account}},
        ),
    )


class Key(Construct):
    """A key that rotates, and its alias."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        """Make the key of a region."""
        super().__init__(scope, name)
        site, settings = place.site, place.settings
        key = KmsKey(
            self,
            "key",
            description=f"Data of the payments in {site.region}",
            enable_key_rotation=True,
            deletion_window_in_days=30 if settings.protected else 7,
            policy=key_policy(settings, place.account),
            tags={"Name": site.names.of("key")},
            provider=place.provider,
        )
        KmsAlias(self, "alias", name=site.names.alias(), target_key_id=key.key_id, provider=place.provider)
        self.arn: str = key.arn
