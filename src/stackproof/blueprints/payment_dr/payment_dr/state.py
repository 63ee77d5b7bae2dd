"""Where Terraform keeps the state of the stack, and how it is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn import S3Backend

if TYPE_CHECKING:
    from cdktn import TerraformStack

    from payment_dr.settings import Settings


def keep_state(stack: TerraformStack, settings: Settings) -> None:
    """Keep the state in a bucket, encrypted, and locked while it is written.

    From 1.10 on Terraform locks it by a file beside it; before, by a line in a table.
    """
    # CDK Terrain checks what is used against the versions that are meant to deploy it; CDKTF does not ask.
    stack.node.set_context("targetVersions", {"terraform": f">={settings.terraform_version}.0"})
    S3Backend(
        stack,
        bucket=settings.state_bucket,
        key=settings.state_key,
        region=settings.state_region,
        encrypt=True,
        dynamodb_table=None if settings.lock_file else settings.state_lock_table,
    )
    if settings.lock_file:
        # CDKTF's own class does not know this argument.
        stack.add_override("terraform.backend.s3.use_lockfile", True)
    stack.add_override("terraform.required_version", f">= {settings.terraform_version}.0")
