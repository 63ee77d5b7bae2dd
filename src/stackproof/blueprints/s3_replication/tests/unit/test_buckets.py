"""The two buckets and the way they are deleted."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk.assertions import Match, Template

from tests.unit.conftest import Synthesis


def only(template: Template, resource_type: str, **properties: Any) -> dict[str, Any]:
    """The one resource of a type with the given properties."""
    found = template.find_resources(resource_type, {"Properties": properties} if properties else None)
    assert len(found) == 1
    return dict(next(iter(found.values())))


def bucket_key(template: Template) -> tuple[str, dict[str, Any]]:
    """Logical id and properties of the key in the same template that encrypts the bucket."""
    (rule,) = only(template, "AWS::S3::Bucket")["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    key_id: str = rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]["Fn::GetAtt"][0]
    return key_id, dict(template.find_resources("AWS::KMS::Key")[key_id]["Properties"])


def statements(template: Template) -> dict[str, dict[str, Any]]:
    """The statements of the bucket policy that have an id."""
    policy = only(template, "AWS::S3::BucketPolicy")["Properties"]["PolicyDocument"]
    return {statement["Sid"]: statement for statement in policy["Statement"] if "Sid" in statement}


@pytest.fixture(params=["storage", "replica"])
def side(request: pytest.FixtureRequest, any_configuration: Synthesis) -> Template:
    """The template of each side, in each configuration."""
    template = getattr(any_configuration, request.param)
    assert isinstance(template, Template)
    return template


def test_both_buckets_keep_versions_encrypt_with_their_key_and_are_private(side: Template) -> None:
    """Versions, SSE-KMS with the side's own key, bucket key, no public access, no ACLs."""
    key_id, _ = bucket_key(side)
    side.has_resource_properties(
        "AWS::S3::Bucket",
        {
            "VersioningConfiguration": {"Status": "Enabled"},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {
                        "BucketKeyEnabled": True,
                        "ServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "aws:kms",
                            "KMSMasterKeyID": {"Fn::GetAtt": [key_id, "Arn"]},
                        },
                    }
                ]
            },
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        },
    )


def test_keys_rotate(side: Template) -> None:
    """Every key of each side."""
    keys = side.find_resources("AWS::KMS::Key").values()
    assert {key["Properties"]["EnableKeyRotation"] for key in keys} == {True}


def test_requests_without_tls_are_denied(side: Template) -> None:
    """On the bucket and on its objects, for everybody."""
    policy = only(side, "AWS::S3::BucketPolicy")["Properties"]["PolicyDocument"]
    denials = [statement for statement in policy["Statement"] if statement["Action"] == "s3:*"]
    assert [(statement["Effect"], statement["Principal"], statement["Condition"]) for statement in denials] == [
        ("Deny", {"AWS": "*"}, {"Bool": {"aws:SecureTransport": "false"}}),
        ("Deny", {"AWS": "*"}, {"NumericLessThan": {"s3:TlsVersion": 1.2}}),
    ]
    assert all(len(statement["Resource"]) == 2 for statement in denials)


def test_uploads_not_encrypted_with_the_key_are_denied(side: Template) -> None:
    """Another algorithm, another key, and customer-provided keys; an upload that asks for nothing gets the key."""
    key_id, _ = bucket_key(side)
    header = "s3:x-amz-server-side-encryption"
    conditions = {sid: statement["Condition"] for sid, statement in statements(side).items()}
    assert conditions == {
        "DenyUploadsNotEncryptedWithKms": {"Null": {header: "false"}, "StringNotEquals": {header: "aws:kms"}},
        "DenyUploadsWithAnotherKey": {
            "StringEquals": {header: "aws:kms"},
            "StringNotEquals": {f"{header}-aws-kms-key-id": {"Fn::GetAtt": [key_id, "Arn"]}},
        },
        "DenyUploadsWithCustomerProvidedKeys": {"Null": {f"{header}-customer-algorithm": "false"}},
    }
    assert {(statement["Effect"], statement["Action"]) for statement in statements(side).values()} == {
        ("Deny", "s3:PutObject")
    }


def test_unfinished_uploads_are_aborted(side: Template) -> None:
    """They would cost storage for ever."""
    side.has_resource_properties(
        "AWS::S3::Bucket",
        {
            "LifecycleConfiguration": {
                "Rules": Match.array_with(
                    [Match.object_like({"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}})]
                )
            }
        },
    )


def test_the_primary_alone_takes_accelerated_uploads(any_configuration: Synthesis) -> None:
    """Nobody uploads to the replica in the ordinary course."""
    any_configuration.storage.has_resource_properties(
        "AWS::S3::Bucket", {"AccelerateConfiguration": {"AccelerationStatus": "Enabled"}}
    )
    any_configuration.replica.has_resource_properties("AWS::S3::Bucket", {"AccelerateConfiguration": Match.absent()})


def test_the_replica_archives_after_90_days(any_configuration: Synthesis) -> None:
    """Current and earlier versions of every size go to Glacier; nothing on the primary does."""
    lifecycle = only(any_configuration.replica, "AWS::S3::Bucket")["Properties"]["LifecycleConfiguration"]
    # By default S3 moves nothing under 128 KB.
    assert lifecycle["TransitionDefaultMinimumObjectSize"] == "varies_by_storage_class"
    rules = lifecycle["Rules"]
    archive = [rule for rule in rules if "Transitions" in rule]
    glacier = [{"StorageClass": "GLACIER", "TransitionInDays": 90}]
    assert archive == [
        {
            "Id": "archive-documents",
            "Status": "Enabled",
            "Transitions": glacier,
            "NoncurrentVersionTransitions": glacier,
        }
    ]
    primary = only(any_configuration.storage, "AWS::S3::Bucket")["Properties"]["LifecycleConfiguration"]["Rules"]
    assert [rule["Id"] for rule in primary] == ["abort-unfinished-uploads"]


@pytest.mark.parametrize("name", ["storage", "replica"])
def test_buckets_are_emptied_and_deleted_outside_production(same_region: Synthesis, name: str) -> None:
    """A development deployment leaves nothing behind."""
    template: Template = getattr(same_region, name)
    template.resource_count_is("Custom::S3AutoDeleteObjects", 1)
    policies = {
        resource["Type"]: (resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy"))
        for resource in template.to_json()["Resources"].values()
        if resource["Type"] in ("AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Logs::LogGroup")
    }
    assert policies == dict.fromkeys(("AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Logs::LogGroup"), ("Delete", "Delete"))


def test_nothing_is_retained_outside_production(same_region: Synthesis) -> None:
    """No resource at all has a policy other than to delete it."""
    assert {resource.get("DeletionPolicy", "Delete") for resource in same_region.resources()} == {"Delete"}


@pytest.mark.parametrize("name", ["storage", "replica"])
def test_production_keeps_its_buckets_and_keys(production: Synthesis, name: str) -> None:
    """Nothing empties a bucket of production, and deleting the stack leaves bucket and key."""
    template: Template = getattr(production, name)
    template.resource_count_is("Custom::S3AutoDeleteObjects", 0)
    template.resource_count_is("AWS::Lambda::Function", 0)
    assert only(template, "AWS::S3::Bucket")["DeletionPolicy"] == "Retain"
    assert only(template, "AWS::KMS::Key")["DeletionPolicy"] == "Retain"


@pytest.mark.parametrize("name", ["storage", "replica"])
def test_the_emptying_function_writes_to_its_own_log_group_and_does_nothing_else(
    same_region: Synthesis, name: str
) -> None:
    """The function of the framework has an encrypted log group of its own and no managed policy."""
    template: Template = getattr(same_region, name)
    (group_id,) = template.find_resources("AWS::Logs::LogGroup")
    (key_id,) = template.find_resources("AWS::KMS::Key")
    template.has_resource_properties(
        "AWS::Logs::LogGroup", {"RetentionInDays": 7, "KmsKeyId": {"Fn::GetAtt": [key_id, "Arn"]}}
    )
    function = only(template, "AWS::Lambda::Function")
    assert function["Properties"]["LoggingConfig"] == {"LogGroup": {"Ref": group_id}}
    role = only(template, "AWS::IAM::Role", AssumeRolePolicyDocument=_lambda_trust())["Properties"]
    assert "ManagedPolicyArns" not in role
    assert [
        (statement["Action"], statement["Resource"])
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ] == [(["logs:CreateLogStream", "logs:PutLogEvents"], {"Fn::GetAtt": [group_id, "Arn"]})]


def _lambda_trust() -> Any:
    """Matches the trust policy of a role of a function."""
    return {"Statement": [{"Principal": {"Service": "lambda.amazonaws.com"}}]}
