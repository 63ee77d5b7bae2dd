"""The customer-managed key that encrypts everything of the deployment."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from serverless_tap.naming import Names
from serverless_tap.place import Place
from serverless_tap.policies import document
from serverless_tap.settings import Settings


class Encryption(pulumi.ComponentResource):
    """A key that rotates every year, with an alias; its policy names the services that use it by themselves."""

    def __init__(
        self, name: str, *, names: Names, settings: Settings, place: Place, opts: pulumi.ResourceOptions
    ) -> None:
        """Create the key.

        Args:
            name: logical name.
            names: physical names of the deployment.
            settings: settings of the deployment; outside production the key waits 7 days on deletion, the least of all.
            place: account and region, which the policy names.
            opts: options of the component, its parent among them.
        """
        super().__init__("serverless-tap:index:Encryption", name, None, opts)
        self.key = aws.kms.Key(
            name,
            description=f"Encrypts documents, metadata, logs and messages of {names.api}",
            enable_key_rotation=True,
            deletion_window_in_days=30 if settings.protected else 7,
            policy=_key_policy(names, place),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.alias = aws.kms.Alias(
            name,
            name=names.key_alias,
            target_key_id=self.key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({"key_arn": self.key.arn})


def _key_policy(names: Names, place: Place) -> pulumi.Output[str]:
    """Who may use the key: who is allowed to by IAM, CloudWatch Logs for these log groups, and alarms for their topic.

    In a key policy "*" means the key that the policy belongs to; no other resource can be named there.
    """
    return document(
        {
            "Sid": "AccountByIam",
            "Effect": "Allow",
            "Principal": {"AWS": place.root},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "EncryptLogGroups",
            "Effect": "Allow",
            "Principal": {"Service": f"logs.{place.region}.amazonaws.com"},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            "Resource": "*",
            "Condition": {
                "ArnEquals": {
                    "kms:EncryptionContext:aws:logs:arn": [
                        place.arn("logs", f"log-group:{group}")
                        for group in (
                            names.log_group("api-handler"),
                            names.log_group("processor"),
                            names.access_log_group,
                        )
                    ]
                }
            },
        },
        {
            "Sid": "SendAlarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": place.account},
                "ArnLike": {"aws:SourceArn": place.arn("cloudwatch", f"alarm:{names.alarm('*')}")},
            },
        },
    )
