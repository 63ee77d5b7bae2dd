"""Backups of a region: the cluster and the table, every day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.backup_plan import BackupPlan, BackupPlanRule
from cdktn_provider_aws.backup_selection import BackupSelection
from cdktn_provider_aws.backup_vault import BackupVault
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from transaction_dr.policies import Statement, allow, document, trust

if TYPE_CHECKING:
    from transaction_dr.settings import Settings, Site

_DAILY = "cron(0 5 * * ? *)"


class Backup(Construct):
    """Vault, plan and selection."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: Settings,
        site: Site,
        *,
        account: str,
        key_arn: str,
        cluster_arn: str,
        table_arn: str,
    ) -> None:
        """Back cluster and table up into the region's vault."""
        super().__init__(scope, name)
        names = site.names
        vault = BackupVault(
            self, "vault", name=names.of("vault"), kms_key_arn=key_arn, force_destroy=not settings.protected
        )
        plan = BackupPlan(
            self,
            "plan",
            name=names.of("plan"),
            rule=[
                BackupPlanRule(
                    rule_name=names.of("rule", "daily"),
                    target_vault_name=vault.name,
                    schedule=_DAILY,
                    start_window=60,
                    completion_window=480,
                    lifecycle={"delete_after": settings.backup_retention_days},
                )
            ],
        )
        role = IamRole(self, "role", name=names.of("role", "backup"), assume_role_policy=trust("backup.amazonaws.com"))
        policy = IamRolePolicy(
            self,
            "policy",
            name=names.of("policy", "backup"),
            role=role.id,
            policy=document(
                *_of_cluster(cluster_arn, site, account),
                *_of_table(table_arn),
                allow("PutIntoVault", ["backup:DescribeBackupVault", "backup:CopyIntoBackupVault"], [vault.arn]),
                allow("UseKey", ["kms:DescribeKey", "kms:Decrypt", "kms:GenerateDataKey"], [key_arn]),
                allow(
                    "LetServicesUseKey",
                    ["kms:CreateGrant"],
                    [key_arn],
                    condition={"Bool": {"kms:GrantIsForAWSResource": "true"}},
                ),
            ),
        )
        BackupSelection(
            self,
            "selection",
            name=names.of("selection"),
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=[cluster_arn, table_arn],
            depends_on=[policy],
        )
        self.vault: str = vault.name
        self.plan_id: str = plan.id


def _of_cluster(cluster_arn: str, site: Site, account: str) -> tuple[Statement, ...]:
    """What AWS Backup does with the cluster and with the snapshots that it makes of it."""
    snapshots = f"arn:aws:rds:{site.region}:{account}:cluster-snapshot:awsbackup:*"
    return (
        allow(
            "SnapshotCluster",
            ["rds:CreateDBClusterSnapshot", "rds:AddTagsToResource", "rds:ListTagsForResource"],
            [cluster_arn, snapshots],
        ),
        allow(
            "SeeCluster",
            ["rds:DescribeDBClusters", "rds:DescribeDBClusterSnapshots"],
            [cluster_arn, snapshots],
        ),
        allow("RemoveSnapshots", ["rds:DeleteDBClusterSnapshot"], [snapshots]),
    )


def _of_table(table_arn: str) -> tuple[Statement, ...]:
    """What AWS Backup does with the table and with the backups that it makes of it."""
    return (
        allow(
            "BackUpTable",
            [
                "dynamodb:DescribeTable",
                "dynamodb:CreateBackup",
                "dynamodb:StartAwsBackupJob",
                "dynamodb:ListTagsOfResource",
            ],
            [table_arn],
        ),
        allow("RemoveTableBackups", ["dynamodb:DescribeBackup", "dynamodb:DeleteBackup"], [f"{table_arn}/backup/*"]),
    )
