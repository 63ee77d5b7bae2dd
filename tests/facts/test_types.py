"""The facts of resource types, against what AWS documents of well-known types."""

import pytest

from stackproof.facts.types import known_types, provenance, type_facts


@pytest.mark.parametrize(
    ("type_", "name", "tags", "shape", "ref", "arn"),
    [
        ("AWS::S3::Bucket", "BucketName", "Tags", "list", "name", "Arn"),
        ("AWS::SQS::Queue", "QueueName", "Tags", "list", "id", "Arn"),
        ("AWS::SNS::Topic", "TopicName", "Tags", "list", "arn", "TopicArn"),
        ("AWS::SNS::TopicPolicy", "", "", "none", "id", ""),
        ("AWS::KMS::Key", "", "Tags", "list", "id", "Arn"),
        ("AWS::KMS::Alias", "AliasName", "", "none", "name", ""),
        ("AWS::IAM::Role", "RoleName", "Tags", "list", "name", "Arn"),
        ("AWS::IAM::Policy", "PolicyName", "", "none", "id", ""),
        ("AWS::IAM::ManagedPolicy", "ManagedPolicyName", "", "none", "arn", "PolicyArn"),
        ("AWS::Lambda::Function", "FunctionName", "Tags", "list", "name", "Arn"),
        ("AWS::Lambda::Permission", "", "", "none", "id", ""),
        ("AWS::Lambda::EventSourceMapping", "", "Tags", "list", "id", "EventSourceMappingArn"),
        ("AWS::DynamoDB::Table", "TableName", "Tags", "list", "name", "Arn"),
        ("AWS::RDS::DBInstance", "DBInstanceIdentifier", "Tags", "list", "name", "DBInstanceArn"),
        ("AWS::Logs::LogGroup", "LogGroupName", "Tags", "list", "name", "Arn"),
        ("AWS::Logs::SubscriptionFilter", "FilterName", "", "none", "id", ""),
        ("AWS::SSM::Parameter", "Name", "Tags", "map", "name", "Arn"),
        ("AWS::SecretsManager::Secret", "Name", "Tags", "list", "arn", ""),
        ("AWS::Events::Rule", "Name", "Tags", "list", "name", "Arn"),
        ("AWS::Cognito::UserPool", "UserPoolName", "UserPoolTags", "map", "id", "Arn"),
        ("AWS::Backup::BackupPlan", "BackupPlan.BackupPlanName", "BackupPlanTags", "map", "id", "BackupPlanArn"),
        # Every group of users has one whose user name is `default`; what is unique is the id.
        ("AWS::ElastiCache::User", "UserId", "Tags", "list", "name", "Arn"),
        ("AWS::EC2::VPC", "", "Tags", "list", "id", ""),
        ("AWS::EC2::SecurityGroup", "GroupName", "Tags", "list", "id", ""),
    ],
)
def test_a_well_known_type_has_its_documented_facts(
    type_: str, name: str, tags: str, shape: str, ref: str, arn: str
) -> None:
    facts = type_facts(type_)
    assert facts is not None
    assert (facts.name_property, facts.tags_property, facts.tags_shape, facts.ref, facts.arn_attribute) == (
        name,
        tags,
        shape,
        ref,
        arn,
    )


@pytest.mark.parametrize("name", ["", "AWS::S3::Buckett", "Custom::Thing", "aws_weird", 'x"y', "AWS::S3::Bucket\n"])
def test_a_type_without_a_schema_has_no_facts(name: str) -> None:
    assert type_facts(name) is None


def test_every_line_of_the_extract_is_found_again() -> None:
    types = known_types()
    assert len(types) > 1500
    for name in types:
        facts = type_facts(name)
        assert facts is not None
        assert facts.type == name


def test_nested_names_have_a_path_of_steps() -> None:
    plan = type_facts("AWS::Backup::BackupPlan")
    assert plan is not None
    assert plan.name_path == ("BackupPlan", "BackupPlanName")


def test_the_extract_says_where_it_comes_from() -> None:
    assert set(provenance()) == {"script", "package", "version", "licence", "date", "reference"}
