"""Customer-managed keys: one for data, one for what is written about it, each with the services that need it."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from iot_platform.naming import Names
from iot_platform.settings import Settings

# In a key policy "*" means the key that the policy belongs to; no other resource can be named there.
_THIS_KEY = ["*"]


class Keys(Construct):
    """The keys of a deployment.

    Attributes:
        data: encrypts readings: the stream, the database with its backups, the cache, generated credentials.
        logs: encrypts log groups and alarm messages; it can go while data is kept.
    """

    def __init__(self, scope: Construct, construct_id: str, *, names: Names, settings: Settings) -> None:
        """Create the keys."""
        super().__init__(scope, construct_id)
        removal = removal_of_what_lasts(settings)
        self.data = customer_key(self, "Data", names.alias("data"), "Encrypts readings wherever they are kept", removal)
        self.logs = customer_key(self, "Logs", names.alias("logs"), "Encrypts log groups and alarm messages", removal)
        _allow_logs(self.logs, [names.log_group("*"), *_named_by_services(names)])


def _named_by_services(names: Names) -> Sequence[str]:
    """The log groups whose names follow from those of resources."""
    return names.database_log_group, names.insights_log_group, names.rotation_log_group


def removal_of_what_lasts(settings: Settings) -> cdk.RemovalPolicy:
    """Keys, records and the audit's logs outlive the stack in production.

    What a deployment made that was rolled back holds nothing yet and goes, else its name would be in the way of the
    next one.
    """
    return cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if settings.protected else cdk.RemovalPolicy.DESTROY


def customer_key(scope: Construct, construct_id: str, alias: str, purpose: str, removal: cdk.RemovalPolicy) -> kms.Key:
    """A symmetric key that rotates every year, reachable by its alias.

    A destroyed key waits 7 days, the shortest time that KMS offers, before its material is gone.
    """
    return kms.Key(
        scope,
        construct_id,
        alias=alias,
        description=purpose,
        enable_key_rotation=True,
        removal_policy=removal,
        pending_window=cdk.Duration.days(7) if removal is cdk.RemovalPolicy.DESTROY else cdk.Duration.days(30),
    )


def _allow_logs(key: kms.Key, log_group_names: Sequence[str]) -> None:
    """Let CloudWatch Logs of the key's region encrypt these log groups, and no other, with the key.

    Source: CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
    """
    stack = cdk.Stack.of(key)
    arns = [
        stack.format_arn(
            service="logs",
            resource="log-group",
            resource_name=name,
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        for name in log_group_names
    ]
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="EncryptLogGroups",
            principals=[iam.ServicePrincipal(f"logs.{stack.region}.amazonaws.com")],
            actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            resources=_THIS_KEY,
            conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arns}},
        )
    )


def allow_service(key: kms.Key, service: str, source_arn: str) -> None:
    """Let an AWS service send encrypted messages on behalf of one source in this account."""
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="SendFrom" + service.split(".", 1)[0].capitalize(),
            principals=[iam.ServicePrincipal(service)],
            actions=["kms:Decrypt", "kms:GenerateDataKey*"],
            resources=_THIS_KEY,
            conditions={
                "StringEquals": {"aws:SourceAccount": cdk.Stack.of(key).account},
                "ArnLike": {"aws:SourceArn": source_arn},
            },
        )
    )
