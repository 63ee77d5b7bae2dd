"""The function with which the CDK empties a bucket before it is deleted, brought up to this stack's standard.

`auto_delete_objects` adds one function a stack. As it comes, the function logs to a group that Lambda creates on the
first call: never expiring, not encrypted with a customer's key, left behind by the stack. Here it gets a log group of
its own, may write to that one alone, and carries names and tags as everything else does.
"""

from __future__ import annotations

from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct, Node

from iot_platform.log_groups import log_group
from iot_platform.naming import Names
from iot_platform.settings import Settings
from iot_platform.tagging import tags_of

PROVIDER_ID = "Custom::S3AutoDeleteObjectsCustomResourceProvider"


def complete_emptier(scope: Construct, *, names: Names, settings: Settings, key: kms.Key) -> None:
    """Give the emptying function of the scope's stack an explicit log group, names, tags and a role of least privilege.

    The provider is made of plain CloudFormation resources without typed properties, so that overrides are the only way
    in.
    """
    stack = cdk.Stack.of(scope)
    group = log_group(
        scope, "EmptierLogs", name=names.log_group("audit-emptier"), days=settings.log_retention_days, key=key
    )
    provider = stack.node.find_child(PROVIDER_ID)
    handler = _resource(provider.node, "Handler")
    handler.add_property_override("FunctionName", names.of("function", "iot-audit-emptier"))
    handler.add_property_override("LoggingConfig", {"LogGroup": group.log_group_name})
    role = _resource(provider.node, "Role")
    role.add_property_override("RoleName", names.of("role", "iot-audit-emptier"))
    role.add_property_deletion_override("ManagedPolicyArns")
    role.add_property_override("Policies", [_write_logs(stack, group)])
    # The handler already waits for the role by referring to it.
    handler.remove_resource_dependency(role)
    tags = [{"Key": name, "Value": value} for name, value in tags_of(settings).items()]
    for resource in (handler, role):
        resource.add_property_override("Tags", tags)


def _resource(provider: Node, construct_id: str) -> cdk.CfnResource:
    """One of the plain resources of the provider."""
    return cast(cdk.CfnResource, provider.find_child(construct_id))


def _write_logs(stack: cdk.Stack, group: logs.LogGroup) -> dict[str, Any]:
    """The inline policy that lets the function write to its log group and do nothing else.

    What it may do with the bucket stands in the bucket's policy.
    """
    return {
        "PolicyName": "write-logs",
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "WriteLogs",
                    "Effect": "Allow",
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Resource": stack.resolve(group.log_group_arn),
                }
            ],
        },
    }
