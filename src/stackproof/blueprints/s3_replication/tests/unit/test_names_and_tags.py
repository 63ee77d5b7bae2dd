"""Physical names and tags of every resource."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from s3_replication.tagging import tags_of
from tests.unit.conftest import SUFFIX, Synthesis, settings_with, synthesise

NAME_PROPERTIES = {
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::IAM::Role": "RoleName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SSM::Parameter": "Name",
}
PATTERN = re.compile(rf"(alias/)?[a-z]+(-[a-z]+)+-{SUFFIX}")
TAGGABLE = {
    "AWS::CloudFormation::Stack",
    "AWS::CloudWatch::Alarm",
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SSM::Parameter",
}


def physical_names(synthesis: Synthesis) -> Iterator[str]:
    """The explicit physical name of every resource that has one."""
    for resource in synthesis.resources():
        name = resource.get("Properties", {}).get(NAME_PROPERTIES.get(resource["Type"], ""))
        if name is not None:
            yield name


def tags(resource: dict[str, Any]) -> dict[str, str]:
    """The tags of a resource, whichever way its type writes them."""
    found = resource["Properties"].get("Tags", {})
    return found if isinstance(found, dict) else {tag["Key"]: tag["Value"] for tag in found}


def test_every_physical_name_follows_the_pattern(any_configuration: Synthesis) -> None:
    """Type, purpose, suffix."""
    names = list(physical_names(any_configuration))
    assert len(names) >= 20
    assert [name for name in names if not PATTERN.fullmatch(name)] == []


def test_no_name_is_given_twice(any_configuration: Synthesis) -> None:
    """Names of one deployment are distinct."""
    names = list(physical_names(any_configuration))
    assert len(names) == len(set(names))


def test_nothing_that_can_be_named_goes_unnamed(any_configuration: Synthesis) -> None:
    """The function and the role with which the CDK empties a bucket included."""
    unnamed = [
        resource["Type"]
        for resource in any_configuration.resources()
        if resource["Type"] in NAME_PROPERTIES and NAME_PROPERTIES[resource["Type"]] not in resource["Properties"]
    ]
    assert unnamed == []


def test_two_suffixes_share_no_physical_name(same_region: Synthesis) -> None:
    """Two deployments of one account do not collide."""
    other = synthesise(settings_with(ENVIRONMENT_SUFFIX="other"))
    assert set(physical_names(same_region)).isdisjoint(physical_names(other))
    assert other.names.stack != same_region.names.stack


def test_everything_taggable_carries_every_tag(any_configuration: Synthesis) -> None:
    """The tags of the settings are on every resource that takes tags."""
    wanted = tags_of(any_configuration.settings).items()
    missing = [
        resource["Type"]
        for resource in any_configuration.resources()
        if resource["Type"] in TAGGABLE and not wanted <= tags(resource).items()
    ]
    assert missing == []


def test_the_tags_say_which_change_made_a_resource() -> None:
    """Repository, author and pull request come from the environment."""
    settings = settings_with(REPOSITORY="team/documents", COMMIT_AUTHOR="Ada", PULL_REQUEST="42")
    assert tags_of(settings) == {
        "Environment": "dev",
        "Project": "documents",
        "Owner": "platform-team",
        "CostCenter": "documents",
        "ManagedBy": "aws-cdk",
        "Repository": "team/documents",
        "CommitAuthor": "Ada",
        "PullRequest": "42",
    }
