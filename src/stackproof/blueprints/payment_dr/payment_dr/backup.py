"""Backups of database and table: made daily in the primary region, copied to the secondary, kept equally long there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.backup_plan import (
    BackupPlan,
    BackupPlanRule,
    BackupPlanRuleCopyAction,
    BackupPlanRuleCopyActionLifecycle,
    BackupPlanRuleLifecycle,
)
from cdktn_provider_aws.backup_selection import BackupSelection
from cdktn_provider_aws.backup_vault import BackupVault
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from payment_dr.policies import Statement, allow, document, trust

if TYPE_CHECKING:
    from payment_dr.placing import Place

SCHEDULE = "cron(0 5 * * ? *)"
"""Daily at 05:00 UTC, after Aurora's own window."""

START_WITHIN_MINUTES = 60
COMPLETE_WITHIN_MINUTES = 300


class Vault(Construct):
    """The vault of a region."""

    def __init__(self, scope: Construct, name: str, place: Place, *, key_arn: str) -> None:
        """Make the vault, encrypted with the key of its region."""
        super().__init__(scope, name)
        vault = BackupVault(
            self,
            "vault",
            name=place.site.names.of("vault"),
            kms_key_arn=key_arn,
            force_destroy=not place.settings.protected,
            provider=place.provider,
        )
        self.name: str = vault.name
        self.arn: str = vault.arn


class Backups(Construct):
    """The plan: what is backed up, when, by which role, and where copies go."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        primary: Place,
        secondary: Place,
        vault: Vault,
        copies: Vault,
        cluster_arn: str,
        table_arn: str,
        key_arns: tuple[str, str],
    ) -> None:
        """Back up the cluster and the table of the primary region."""
        super().__init__(scope, name)
        names = primary.settings.names
        days = primary.settings.backup_retention_days
        role = IamRole(
            self,
            "role",
            name=names.of("role", "backup"),
            assume_role_policy=trust("backup.amazonaws.com"),
        )
        policy = IamRolePolicy(
            self,
            "policy",
            name=names.of("policy", "backup"),
            role=role.id,
            policy=document(
                *_statements(primary, secondary, (vault.arn, copies.arn), cluster_arn, table_arn, key_arns)
            ),
        )
        plan = BackupPlan(
            self,
            "plan",
            name=names.of("plan", "daily"),
            rule=[
                BackupPlanRule(
                    rule_name=names.of("rule", "daily"),
                    target_vault_name=vault.name,
                    schedule=SCHEDULE,
                    start_window=START_WITHIN_MINUTES,
                    completion_window=COMPLETE_WITHIN_MINUTES,
                    lifecycle=BackupPlanRuleLifecycle(delete_after=days),
                    copy_action=[
                        BackupPlanRuleCopyAction(
                            destination_vault_arn=copies.arn,
                            lifecycle=BackupPlanRuleCopyActionLifecycle(delete_after=days),
                        )
                    ],
                )
            ],
        )
        BackupSelection(
            self,
            "selection",
            name=names.of("selection", "data"),
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=[cluster_arn, table_arn],
            depends_on=[policy],
        )
        self.plan_id: str = plan.id
        self.role_arn: str = role.arn


def _statements(
    primary: Place,
    secondary: Place,
    vault_arns: tuple[str, str],
    cluster_arn: str,
    table_arn: str,
    key_arns: tuple[str, str],
) -> list[Statement]:
    """What AWS Backup does with the role: snapshots and backups here, copies of them there."""
    snapshots = [place.arn("rds", "cluster-snapshot:awsbackup:*") for place in (primary, secondary)]
    return [
        allow(
            "SnapshotCluster",
            [
                "rds:CreateDBClusterSnapshot",
                "rds:DescribeDBClusters",
                "rds:DescribeDBClusterSnapshots",
                "rds:ListTagsForResource",
            ],
            [cluster_arn],
        ),
        allow(
            "KeepSnapshots",
            [
                "rds:CreateDBClusterSnapshot",
                "rds:DescribeDBClusterSnapshots",
                "rds:CopyDBClusterSnapshot",
                "rds:DeleteDBClusterSnapshot",
                "rds:AddTagsToResource",
                "rds:ListTagsForResource",
            ],
            snapshots,
        ),
        allow(
            "BackUpTable",
            [
                "dynamodb:DescribeTable",
                "dynamodb:CreateBackup",
                "dynamodb:ListTagsOfResource",
                "dynamodb:StartAwsBackupJob",
            ],
            [table_arn],
        ),
        allow("KeepTableBackups", ["dynamodb:DescribeBackup", "dynamodb:DeleteBackup"], [f"{table_arn}/backup/*"]),
        allow(
            "UseVaults",
            ["backup:DescribeBackupVault", "backup:CopyIntoBackupVault"],
            list(vault_arns),
        ),
        allow(
            "CopyRecoveryPoints",
            ["backup:CopyFromBackupVault", "backup:TagResource"],
            # Recovery points of Aurora are snapshots with ARNs of RDS.
            [*snapshots, *(place.arn("backup", "recovery-point:*") for place in (primary, secondary))],
        ),
        allow(
            "UseKeys",
            [
                "kms:DescribeKey",
                "kms:Decrypt",
                "kms:Encrypt",
                "kms:GenerateDataKey",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo",
            ],
            list(key_arns),
        ),
        allow(
            "GrantKeysToStores",
            ["kms:CreateGrant"],
            list(key_arns),
            condition={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    ]
