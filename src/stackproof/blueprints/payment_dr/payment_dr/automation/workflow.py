"""The state machine of a region, its role and its log group."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.sfn_state_machine import SfnStateMachine
from constructs import Construct

from payment_dr.automation.definition import definition
from payment_dr.automation.policies import trust_for, use_key
from payment_dr.policies import allow, document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payment_dr.automation.side import Limits, Side

_DELIVERY = [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
]
"""What Step Functions needs to deliver logs; none of it has permissions for single resources."""

_TRACES = [
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
]


def workflow_name(side: Side) -> str:
    """The name of the state machine of a region."""
    return side.name("workflow", "failover")


class Workflow(Construct):
    """The workflow that makes a region the active one."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        side: Side,
        *,
        functions: Mapping[str, str],
        global_cluster_identifier: str,
        global_cluster_arn: str,
        limits: Limits,
    ) -> None:
        """Make the workflow of a region.

        Args:
            scope: parent construct.
            name: id in the parent.
            side: the region.
            functions: ARN of the functions `lock`, `assess` and `change`.
            global_cluster_identifier: the global database.
            global_cluster_arn: its ARN.
            limits: pauses and time-outs.
        """
        super().__init__(scope, name)
        place, provider = side.place, side.place.provider
        machine_name = workflow_name(side)
        log_group = CloudwatchLogGroup(
            self,
            "logs",
            name=side.name("log", "failover-workflow"),
            retention_in_days=place.settings.log_retention_days,
            kms_key_id=side.key_arn,
            provider=provider,
        )
        role = IamRole(
            self,
            "role",
            name=side.name("role", "failover-workflow"),
            description=f"Workflow of a failover to {side.region}",
            assume_role_policy=trust_for(
                "states.amazonaws.com", place.account, place.arn("states", f"stateMachine:{machine_name}")
            ),
            provider=provider,
        )
        policy = IamRolePolicy(
            self,
            "policy",
            name="fail-over",
            role=role.name,
            policy=document(
                allow("CallSteps", ["lambda:InvokeFunction"], list(functions.values())),
                allow("Promote", ["rds:FailoverGlobalCluster"], [global_cluster_arn, side.cluster_arn]),
                allow("Tell", ["sns:Publish"], [side.topic_arn]),
                use_key(side.key_arn, "Decrypt", "GenerateDataKey"),
                allow("DeliverLogs", _DELIVERY, ["*"]),
                allow("WriteTraces", _TRACES, ["*"]),
            ),
            provider=provider,
        )
        machine = SfnStateMachine(
            self,
            "machine",
            name=machine_name,
            type="STANDARD",
            role_arn=role.arn,
            definition=json.dumps(
                definition(
                    functions=functions,
                    region=side.region,
                    global_cluster_identifier=global_cluster_identifier,
                    cluster_arn=side.cluster_arn,
                    topic_arn=side.topic_arn,
                    limits=limits,
                )
            ),
            logging_configuration={
                "level": "ALL",
                "include_execution_data": True,
                "log_destination": f"{log_group.arn}:*",
            },
            tracing_configuration={"enabled": True},
            depends_on=[policy],
            provider=provider,
        )
        self.name: str = machine.name
        self.arn: str = machine.arn
        self.role_arn: str = role.arn
