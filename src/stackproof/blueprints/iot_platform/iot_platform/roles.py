"""The two roles of a task: what its code may do, and what ECS may do to start it."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kms as kms
from constructs import Construct

from iot_platform.cache import Cache
from iot_platform.credentials import Credentials
from iot_platform.naming import Names


def task_role(
    scope: Construct,
    construct_id: str,
    *,
    names: Names,
    stream: kinesis.Stream,
    stream_key: kms.Key,
    credentials: Credentials,
    cache: Cache,
) -> iam.Role:
    """The role of the code: it reads one stream, one secret, and connects to one cache as one user."""
    statements = [
        iam.PolicyStatement(
            sid="ReadStream",
            actions=["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
            resources=[stream.stream_arn],
        ),
        iam.PolicyStatement(
            sid="DecryptReadings",
            actions=["kms:Decrypt"],
            resources=[stream_key.key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"kinesis.{cdk.Stack.of(scope).region}.amazonaws.com"}},
        ),
        iam.PolicyStatement(
            sid="ReadCredentials",
            actions=["secretsmanager:GetSecretValue"],
            resources=[credentials.arn],
        ),
        iam.PolicyStatement(
            sid="ConnectToCache",
            actions=["elasticache:Connect"],
            resources=[
                _cache_arn(scope, "replicationgroup", names.cache),
                _cache_arn(scope, "user", names.cache_user),
            ],
        ),
    ]
    if credentials.key_arn is not None:
        statements.append(
            iam.PolicyStatement(
                sid="DecryptCredentials",
                actions=["kms:Decrypt"],
                resources=[credentials.key_arn],
                conditions={
                    "StringEquals": {"kms:ViaService": f"secretsmanager.{cdk.Stack.of(scope).region}.amazonaws.com"}
                },
            )
        )
    role = iam.Role(
        scope,
        construct_id,
        role_name=names.role("processor-task"),
        description="What the processor's code may do",
        assumed_by=_tasks(scope),
        inline_policies={"process-readings": iam.PolicyDocument(statements=statements)},
    )
    # The user is an ARN of its name, so that nothing else says that it has to be there before the code connects.
    role.node.add_dependency(cache.user)
    return role


def execution_role(scope: Construct, construct_id: str, *, names: Names) -> iam.Role:
    """The role of ECS: the CDK lets it pull the image and write to the log group, and nothing else is asked for."""
    return iam.Role(
        scope,
        construct_id,
        role_name=names.role("processor-execution"),
        description="What starting the processor takes",
        assumed_by=_tasks(scope),
    )


def _tasks(scope: Construct) -> iam.PrincipalBase:
    """Tasks of ECS in this account and region, so that no other account's tasks are served by the same service."""
    stack = cdk.Stack.of(scope)
    return iam.ServicePrincipal("ecs-tasks.amazonaws.com").with_conditions(
        {
            "StringEquals": {"aws:SourceAccount": stack.account},
            "ArnLike": {"aws:SourceArn": stack.format_arn(service="ecs", resource="*")},
        }
    )


def _cache_arn(scope: Construct, kind: str, name: str) -> str:
    """The ARN of something in ElastiCache, which CloudFormation does not give for replication groups."""
    return cdk.Stack.of(scope).format_arn(
        service="elasticache", resource=kind, resource_name=name, arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME
    )
