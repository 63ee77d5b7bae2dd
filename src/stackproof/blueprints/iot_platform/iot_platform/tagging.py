"""Tags that say whose a resource is, what it costs whom, and which change made it."""

from __future__ import annotations

import aws_cdk as cdk
from constructs import IConstruct

from iot_platform.settings import Settings


def tags_of(settings: Settings) -> dict[str, str]:
    """The tags of every taggable resource."""
    return {
        "Environment": settings.environment,
        "Project": settings.project,
        "Owner": settings.owner,
        "CostCenter": settings.cost_center,
        "ManagedBy": "aws-cdk",
        "Repository": settings.repository,
        "CommitAuthor": settings.commit_author,
        "PullRequest": settings.pull_request,
    }


def apply_tags(scope: IConstruct, settings: Settings) -> None:
    """Tag everything under a construct, stacks included."""
    for key, value in tags_of(settings).items():
        cdk.Tags.of(scope).add(key, value)
