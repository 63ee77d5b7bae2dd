"""Physical names and tags of every resource."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from iot_platform.tagging import tags_of
from tests.unit.conftest import SUFFIX, Synthesis, settings_with, synthesise, text

NAME_PROPERTIES = {
    "AWS::CloudTrail::Trail": "TrailName",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::EC2::SecurityGroup": "GroupName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ECS::Service": "ServiceName",
    "AWS::ECS::TaskDefinition": "Family",
    "AWS::ElastiCache::ReplicationGroup": "ReplicationGroupId",
    "AWS::ElastiCache::SubnetGroup": "CacheSubnetGroupName",
    "AWS::ElastiCache::User": "UserId",
    "AWS::ElastiCache::UserGroup": "UserGroupId",
    "AWS::IAM::Role": "RoleName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Kinesis::Stream": "Name",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Logs::ResourcePolicy": "PolicyName",
    "AWS::RDS::DBCluster": "DBClusterIdentifier",
    "AWS::RDS::DBClusterParameterGroup": "DBClusterParameterGroupName",
    "AWS::RDS::DBInstance": "DBInstanceIdentifier",
    "AWS::RDS::DBSubnetGroup": "DBSubnetGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SecretsManager::Secret": "Name",
}
PATTERN = re.compile(
    rf"(alias/|/aws/(rds/cluster|ecs/containerinsights|lambda)/)?[a-z]+(-[a-z0-9]+)+-{SUFFIX}(/[a-z]+)?"
)
LIMITS = {"AWS::ElastiCache::ReplicationGroup": 40, "AWS::ElastiCache::User": 40, "AWS::ElastiCache::UserGroup": 40}


def names(synthesis: Synthesis) -> Iterator[tuple[str, str]]:
    """Type and physical name of every resource that can have a name; empty when it has none."""
    for _, resource in synthesis.resources():
        if resource["Type"] in NAME_PROPERTIES:
            name = resource["Properties"].get(NAME_PROPERTIES[resource["Type"]], "")
            yield resource["Type"], text(name).replace("${AWS::AccountId}", "111122223333")


def tags(resource: dict[str, Any]) -> dict[str, str] | None:
    """The tags of a resource, or None when it has no list of them."""
    found = resource.get("Properties", {}).get("Tags")
    return {tag["Key"]: tag["Value"] for tag in found} if isinstance(found, list) else None


def test_every_physical_name_follows_the_pattern(any_configuration: Synthesis) -> None:
    """Type, purpose, suffix; the names that services derive keep it as one of their steps."""
    found = list(names(any_configuration))
    assert len(found) >= 38
    assert [name for name in found if not PATTERN.fullmatch(name[1])] == []
    assert len({name for _, name in found}) == len(found)


def test_two_suffixes_share_no_physical_name(default: Synthesis) -> None:
    """Two deployments of one account do not collide, and the longest suffix meets every limit."""
    suffix = "z" * 25
    other = synthesise(settings_with(ENVIRONMENT_SUFFIX=suffix, AUDIT_TRAIL="true"))
    assert {name for _, name in names(default)}.isdisjoint(name for _, name in names(other))
    assert other.names.stack == f"stack-iot-platform-{suffix}"
    assert [
        (type_, name) for type_, name in names(other) if len(name) > LIMITS.get(type_, 63) and "/" not in name
    ] == []


def test_everything_with_tags_carries_every_tag(any_configuration: Synthesis) -> None:
    """The tags of the settings are on every resource that takes a list of tags."""
    wanted = tags_of(any_configuration.settings).items()
    tagged = [(name, found) for name, one in any_configuration.resources() if (found := tags(one)) is not None]
    assert len(tagged) >= 50
    assert [name for name, found in tagged if not wanted <= found.items()] == []


def test_the_tags_say_which_change_made_a_resource() -> None:
    """Repository, author and pull request come from the environment."""
    settings = settings_with(REPOSITORY="team/iot", COMMIT_AUTHOR="Ada", PULL_REQUEST="42")
    assert tags_of(settings) == {
        "Environment": "dev",
        "Project": "iot-platform",
        "Owner": "platform-team",
        "CostCenter": "iot",
        "ManagedBy": "aws-cdk",
        "Repository": "team/iot",
        "CommitAuthor": "Ada",
        "PullRequest": "42",
    }
