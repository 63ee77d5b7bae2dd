"""Customer-managed keys and the statements that let services use them."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

ENCRYPT_REPLICAS = ("kms:Encrypt", "kms:Decrypt")
"""What replication does with the key of the replicas: with a bucket key it decrypts too, to verify that key.

Source: Amazon S3 user guide, "Replicating encrypted objects", section "S3 Bucket Keys and replication".
"""

# In a key policy "*" means the key that the policy belongs to; no other resource can be named there.
_THIS_KEY = ["*"]


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


def allow_log_group(key: kms.Key, log_group_name: str) -> None:
    """Let CloudWatch Logs of the key's region encrypt one log group, and no other, with the key.

    Source: CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
    """
    stack = cdk.Stack.of(key)
    log_group_arn = stack.format_arn(
        service="logs",
        resource="log-group",
        resource_name=log_group_name,
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="EncryptLogGroup",
            principals=[iam.ServicePrincipal(f"logs.{stack.region}.amazonaws.com")],
            actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            resources=_THIS_KEY,
            conditions={"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": log_group_arn}},
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


def allow_replication(key: kms.Key, sid: str, role_name: str, *actions: str) -> None:
    """Let S3 replication use the key through the role of that name.

    The role is matched by condition because it is created after the key, and KMS refuses a principal that does not
    exist yet.
    """
    stack = cdk.Stack.of(key)
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid=sid,
            principals=[iam.AccountRootPrincipal()],
            actions=list(actions),
            resources=_THIS_KEY,
            conditions={
                "ArnEquals": {"aws:PrincipalArn": role_arn(stack, role_name)},
                "StringEquals": {"kms:ViaService": f"s3.{stack.region}.amazonaws.com"},
            },
        )
    )


def role_arn(stack: cdk.Stack, role_name: str) -> str:
    """The ARN of a role of this account, derived from its name."""
    return stack.format_arn(service="iam", region="", resource="role", resource_name=role_name)
