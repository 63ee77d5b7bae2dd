"""The customer-managed key of a region. Both regions have the same policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.kms_alias import KmsAlias
from cdktn_provider_aws.kms_key import KmsKey
from constructs import Construct

from transaction_dr.policies import allow, document

if TYPE_CHECKING:
    from cdktn_provider_aws.provider import AwsProvider

    from transaction_dr.settings import Settings, Site

_USE = ("kms:Decrypt", "kms:GenerateDataKey*")


def key_policy(settings: Settings, account: str) -> str:
    """Who may use a key: this account by its IAM policies, and the services that act by themselves.

    Log groups, alarms and topics are named with a wildcard for the region alone, so that one policy fits both.
    """
    names = settings.names
    everywhere = f"*:{account}"
    logs = ("log-transactions-*-", "/aws/rds/cluster/cluster-transactions-*-")
    return document(
        allow("AccountByItsPolicies", ["kms:*"], ["*"], principal={"AWS": f"arn:aws:iam::{account}:root"}),
        allow(
            "EncryptLogGroups",
            ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            ["*"],
            principal={
                "Service": [
                    f"logs.{region}.amazonaws.com" for region in (settings.primary_region, settings.recovery_region)
                ]
            },
            condition={
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": [
                        f"arn:aws:logs:{everywhere}:log-group:{name}{names.suffix}{rest}"
                        for name, rest in zip(logs, ("", "/postgresql"), strict=True)
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
                "ArnLike": {
                    "aws:SourceArn": f"arn:aws:cloudwatch:{everywhere}:alarm:alarm-transactions-*-{names.suffix}"
                },
                "StringEquals": {"aws:SourceAccount": account},
            },
        ),
        allow(
            "DeliverToQueues",
            _USE,
            ["*"],
            principal={"Service": "sns.amazonaws.com"},
            condition={
                "ArnLike": {"aws:SourceArn": f"arn:aws:sns:{everywhere}:topic-transactions-*-{names.suffix}"},
                "StringEquals": {"aws:SourceAccount": account},
            },
        ),
    )


class Key(Construct):
    """A key that rotates, and its alias."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        site: Site,
        settings: Settings,
        account: str,
        provider: AwsProvider | None = None,
    ) -> None:
        """Make the key of a region, with the provider of that region where it is not the stack's own."""
        super().__init__(scope, name)
        key = KmsKey(
            self,
            "key",
            description=f"Data of the transactions in {site.region}",
            enable_key_rotation=True,
            deletion_window_in_days=30 if settings.protected else 7,
            policy=key_policy(settings, account),
            tags={"Name": site.names.of("key")},
            provider=provider,
        )
        KmsAlias(self, "alias", name=site.names.alias(), target_key_id=key.key_id, provider=provider)
        self.arn: str = key.arn
