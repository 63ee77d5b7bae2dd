"""Backups of a region: the cluster and the table, every day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.backup_plan import BackupPlan, BackupPlanRule
from cdktn_provider_aws.backup_selection import BackupSelection
from cdktn_provider_aws.backup_vault import BackupVault
from cdktn_provider_aws.iam_role import IamRole
from cdktn_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from transaction_dr.policies import trust

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transaction_dr.settings import Settings, Site

_DAILY = "cron(0 5 * * ? *)"
_POLICY = "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"


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
        resources: Sequence[str],
    ) -> None:
        """Back these resources up into the region's vault."""
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
        role = IamRole(
            self, "role", name=names.of("role", "backup"), assume_role_policy=trust("backup.amazonaws.com", account)
        )
        IamRolePolicyAttachment(self, "policy", role=role.name, policy_arn=_POLICY)
        BackupSelection(
            self,
            "selection",
            name=names.of("selection"),
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=list(resources),
        )
        self.vault: str = vault.name
        self.plan_id: str = plan.id
