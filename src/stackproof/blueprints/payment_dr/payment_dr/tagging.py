"""Tags that every resource carries; the providers put them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payment_dr.settings import Settings


def tags_of(settings: Settings) -> dict[str, str]:
    """The tags of a deployment: the fixed ones, and those that the caller of the stack adds or replaces."""
    return {
        "Environment": settings.environment,
        "Project": settings.project,
        "Owner": settings.owner,
        "CostCenter": settings.cost_center,
        "ManagedBy": "cdk-terrain",
        "Repository": settings.repository,
        "CommitAuthor": settings.commit_author,
        "PullRequest": settings.pull_request,
        **dict(settings.more_tags),
    }
