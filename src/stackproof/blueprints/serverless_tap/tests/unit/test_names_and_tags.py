"""Physical names and tags of every resource."""

from __future__ import annotations

import json
import re

from serverless_tap.tagging import tags_of
from tests.unit.conftest import SUFFIX, Deployment, settings_with, synthesise

NAMED = (
    "Alias",
    "Api",
    "Function",
    "LogGroup",
    "MetricAlarm",
    "Queue",
    "Role",
    "RolePolicy",
    "Table",
    "Topic",
)
PATTERN = re.compile(rf"(alias/|/aws/vendedlogs/)?[a-z]+(-[a-z0-9]+)+-{SUFFIX}")


def physical_names(deployment: Deployment) -> list[str]:
    """The physical name of every resource that can have one; a missing one is an empty text."""
    names = [one.inputs.get("name", "") for kind in NAMED for one in deployment.of(kind)]
    return [*names, *(one.inputs.get("bucket", "") for one in deployment.of("Bucket"))]


def test_every_physical_name_follows_the_pattern(any_configuration: Deployment) -> None:
    """Type, purpose, suffix; nothing that can be named goes unnamed."""
    names = physical_names(any_configuration)
    assert len(names) == 23
    assert [name for name in names if not PATTERN.fullmatch(name)] == []
    assert PATTERN.fullmatch(any_configuration.names.stack)


def test_no_name_is_given_twice(any_configuration: Deployment) -> None:
    """Names of one deployment are distinct."""
    names = physical_names(any_configuration)
    assert len(names) == len(set(names))


def test_two_suffixes_share_no_physical_name(default: Deployment) -> None:
    """Two deployments of one account do not collide."""
    other = synthesise(settings_with(ENVIRONMENT_SUFFIX="other"))
    assert set(physical_names(default)).isdisjoint(physical_names(other))
    assert other.names.stack != default.names.stack


def test_the_provider_puts_every_tag_on_everything(any_configuration: Deployment) -> None:
    """One provider makes all resources, with the tags of the settings."""
    (provider,) = [one for one in any_configuration.resources if one.type == "pulumi:providers:aws"]
    assert json.loads(provider.inputs["defaultTags"]) == {"tags": tags_of(any_configuration.settings)}
    assert provider.inputs["region"] == "us-east-1"
    made = [one for one in any_configuration.resources if one.type.startswith("aws:")]
    assert {one.provider.rpartition("::")[0] for one in made} == {provider.urn}


def test_the_tags_say_which_change_made_a_resource() -> None:
    """Repository, author and pull request come from the environment."""
    settings = settings_with(REPOSITORY="team/tap", COMMIT_AUTHOR="Ada", PULL_REQUEST="42")
    assert tags_of(settings) == {
        "Environment": "dev",
        "Project": "tap",
        "Owner": "platform-team",
        "CostCenter": "tap",
        "ManagedBy": "pulumi",
        "Repository": "team/tap",
        "CommitAuthor": "Ada",
        "PullRequest": "42",
    }
