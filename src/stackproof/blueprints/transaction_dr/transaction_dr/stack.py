"""What every stack has: the state's backend, the versions that it needs, providers with default tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn import S3Backend, TerraformStack
from cdktn_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktn_provider_aws.provider import AwsProvider, AwsProviderDefaultTags

from transaction_dr.tagging import tags_of

if TYPE_CHECKING:
    from constructs import Construct

    from transaction_dr.settings import Settings


class Stack(TerraformStack):
    """A stack whose default provider works in one region; `account` is the account that it is deployed to."""

    def __init__(self, scope: Construct, name: str, settings: Settings, region: str) -> None:
        """Set the backend and the provider of a stack."""
        super().__init__(scope, name)
        self.settings = settings
        # CDK Terrain refuses write-only arguments unless it is told that no older Terraform deploys.
        self.node.set_context("targetVersions", {"terraform": f">={settings.terraform_version}.0"})
        self._keep_state(name)
        self.add_override("terraform.required_version", f">= {settings.terraform_version}.0")
        AwsProvider(self, "aws", region=region, default_tags=self._default_tags())
        self.account: str = DataAwsCallerIdentity(self, "account").account_id

    def provider_of(self, role: str, region: str) -> AwsProvider:
        """A second provider, for what the stack has in the other region."""
        return AwsProvider(self, f"aws-{role}", alias=role, region=region, default_tags=self._default_tags())

    def _default_tags(self) -> list[AwsProviderDefaultTags]:
        """The tags that a provider puts on everything that it makes."""
        return [AwsProviderDefaultTags(tags=tags_of(self.settings))]

    def _keep_state(self, name: str) -> None:
        """Keep the state in a bucket, encrypted, and locked while it is written."""
        settings = self.settings
        S3Backend(
            self,
            bucket=settings.state_bucket,
            key=f"{settings.project}/{settings.environment_suffix}/{name}.tfstate",
            region=settings.state_region,
            encrypt=True,
        )
        # CDKTF's own class does not know the argument, which Terraform has since 1.10.
        self.add_override("terraform.backend.s3.use_lockfile", True)
