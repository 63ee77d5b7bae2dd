"""The Systems Manager document of a region, and the role with which it acts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from cdktn_provider_aws.ssm_document import SsmDocument
from constructs import Construct

from payment_dr.automation.policies import trust_for, use_key
from payment_dr.automation.runbook import runbook
from payment_dr.policies import allow, document

if TYPE_CHECKING:
    from payment_dr.automation.side import Side
    from payment_dr.automation.workflow import Workflow


class RunbookDocument(Construct):
    """The operator's way to the workflow of a region."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        side: Side,
        *,
        workflow: Workflow,
        global_cluster_identifier: str,
        global_cluster_arn: str,
    ) -> None:
        """Make the document of a region for its workflow."""
        super().__init__(scope, name)
        place, provider = side.place, side.place.provider
        role = IamRole(
            self,
            "role",
            name=side.name("role", "failover-runbook"),
            description=f"Runbook of a failover to {side.region}",
            assume_role_policy=trust_for(
                "ssm.amazonaws.com", place.account, place.arn("ssm", "automation-execution/*")
            ),
            provider=provider,
        )
        IamRolePolicy(
            self,
            "policy",
            name="run",
            role=role.name,
            policy=document(
                allow("Start", ["states:StartExecution"], [workflow.arn]),
                allow(
                    "Follow",
                    ["states:DescribeExecution"],
                    [place.arn("states", f"execution:{workflow.name}:runbook-*")],
                ),
                allow("Show", ["rds:DescribeGlobalClusters"], [global_cluster_arn]),
                allow("Tell", ["sns:Publish"], [side.topic_arn]),
                use_key(side.key_arn, "Decrypt", "GenerateDataKey"),
            ),
            provider=provider,
        )
        made = SsmDocument(
            self,
            "document",
            name=side.name("runbook", "failover"),
            document_type="Automation",
            document_format="JSON",
            content=json.dumps(
                runbook(
                    region=side.region,
                    state_machine_arn=workflow.arn,
                    role_arn=role.arn,
                    topic_arn=side.topic_arn,
                    global_cluster=global_cluster_identifier,
                )
            ),
            provider=provider,
        )
        self.name: str = made.name
        self.role_arn: str = role.arn
