"""Tags that say whose a resource is, what it costs whom, and which change made it."""

from __future__ import annotations

from serverless_tap.settings import Settings


def tags_of(settings: Settings) -> dict[str, str]:
    """The tags of every taggable resource, which the provider puts on everything that it makes."""
    return {
        "Environment": settings.environment,
        "Project": settings.project,
        "Owner": settings.owner,
        "CostCenter": settings.cost_center,
        "ManagedBy": "pulumi",
        "Repository": settings.repository,
        "CommitAuthor": settings.commit_author,
        "PullRequest": settings.pull_request,
    }
