"""What goes through the network of a region, written down in CloudWatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktn_provider_aws.flow_log import FlowLog
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from payment_dr.policies import allow, document, trust

if TYPE_CHECKING:
    from payment_dr.placing import Place


class FlowLogs(Construct):
    """Accepted and rejected connections of a network, and the role that writes them."""

    def __init__(self, scope: Construct, name: str, place: Place, *, vpc_id: str, key_arn: str) -> None:
        """Log the traffic of a network."""
        super().__init__(scope, name)
        names, provider = place.site.names, place.provider
        logs = CloudwatchLogGroup(
            self,
            "logs",
            name=names.of("log", "flows"),
            retention_in_days=place.settings.log_retention_days,
            kms_key_id=key_arn,
            provider=provider,
        )
        role = IamRole(
            self,
            "role",
            name=names.of("role", "flows"),
            assume_role_policy=trust("vpc-flow-logs.amazonaws.com", place.account),
            provider=provider,
        )
        policy = IamRolePolicy(
            self,
            "policy",
            name=names.of("policy", "flows"),
            role=role.id,
            policy=document(
                allow(
                    "WriteFlows",
                    ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                    [f"{logs.arn}:*"],
                ),
                allow("FindGroup", ["logs:DescribeLogGroups"], ["*"]),
            ),
            provider=provider,
        )
        FlowLog(
            self,
            "flows",
            vpc_id=vpc_id,
            traffic_type="ALL",
            log_destination=logs.arn,
            iam_role_arn=role.arn,
            tags={"Name": names.of("flowlog")},
            depends_on=[policy],
            provider=provider,
        )
