"""The role with which the steps of either region act in one region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from payment_dr.automation.policies import trust_roles, use_key
from payment_dr.policies import allow, document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payment_dr.automation.side import Side


class RecoveryRole(Construct):
    """May change in its region what a failover changes, and nothing else; the functions of both regions assume it."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        side: Side,
        *,
        assumed_by: Sequence[str],
        table_arn: str,
        parameter_arns: Sequence[str],
        database_arns: Sequence[str],
        global_cluster_arn: str,
    ) -> None:
        """Make the role of a region.

        Args:
            scope: parent construct.
            name: id in the parent.
            side: the region.
            assumed_by: roles of the functions, of both regions.
            table_arn: table of the lock.
            parameter_arns: parameters that are switched.
            database_arns: clusters of both regions: one hands over to the other.
            global_cluster_arn: the global database.
        """
        super().__init__(scope, name)
        role = IamRole(
            self,
            "role",
            name=side.name("role", "recovery"),
            description=f"What a failover may change in {side.region}",
            assume_role_policy=trust_roles(assumed_by),
            max_session_duration=3600,
            provider=side.place.provider,
        )
        IamRolePolicy(
            self,
            "policy",
            name="recover",
            role=role.name,
            policy=document(
                allow("Lock", ["dynamodb:GetItem", "dynamodb:UpdateItem"], [table_arn]),
                allow("SwitchParameters", ["ssm:GetParameter", "ssm:PutParameter"], parameter_arns),
                allow("FindWriter", ["rds:DescribeGlobalClusters"], [global_cluster_arn]),
                allow("HandOver", ["rds:SwitchoverGlobalCluster"], [global_cluster_arn, *database_arns]),
                use_key(side.key_arn, "Decrypt"),
            ),
            provider=side.place.provider,
        )
        self.arn: str = role.arn
