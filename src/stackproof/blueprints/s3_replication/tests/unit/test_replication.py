"""The replication rule and the roles that it runs with."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk.assertions import Template

from tests.unit.conftest import SUFFIX, Synthesis
from tests.unit.test_buckets import bucket_key

ACCOUNT = {"Ref": "AWS::AccountId"}


def role(template: Template, name: str) -> dict[str, Any]:
    """The properties of the role of that name."""
    found = template.find_resources("AWS::IAM::Role", {"Properties": {"RoleName": name}})
    assert len(found) == 1
    properties: dict[str, Any] = next(iter(found.values()))["Properties"]
    return properties


def permissions(properties: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The statements of a role's own policies by their ids; the role has no others."""
    assert "ManagedPolicyArns" not in properties
    return {
        statement["Sid"]: statement
        for policy in properties["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    }


def text(value: Any) -> str:
    """A value with its intrinsic functions written out as text: parameters by name, attributes as `id.attribute`."""
    if isinstance(value, str):
        return value
    ((name, argument),) = value.items()
    if name == "Fn::Join":
        return "".join(text(part) for part in argument[1])
    return str(argument if name == "Ref" else ".".join(argument))


def rule(synthesis: Synthesis) -> dict[str, Any]:
    """The one replication rule."""
    (bucket,) = synthesis.storage.find_resources("AWS::S3::Bucket").values()
    configuration = bucket["Properties"]["ReplicationConfiguration"]
    assert len(configuration["Rules"]) == 1
    found: dict[str, Any] = configuration["Rules"][0]
    return found


def test_all_objects_replicate_within_15_minutes(any_configuration: Synthesis) -> None:
    """Replication Time Control with metrics, delete markers, replica modifications, encrypted objects."""
    found = rule(any_configuration)
    destination = found.pop("Destination")
    assert found == {
        "Id": f"rule-documents-replication-{SUFFIX}",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "SourceSelectionCriteria": {
            "ReplicaModifications": {"Status": "Enabled"},
            "SseKmsEncryptedObjects": {"Status": "Enabled"},
        },
    }
    assert destination["ReplicationTime"] == {"Status": "Enabled", "Time": {"Minutes": 15}}
    assert destination["Metrics"] == {"Status": "Enabled", "EventThreshold": {"Minutes": 15}}


def test_within_a_region_the_replica_is_referred_to(same_region: Synthesis) -> None:
    """Bucket and key come from the nested stack of the replica, which orders the two."""
    destination = rule(same_region)["Destination"]
    assert "Replica" in text(destination["Bucket"])
    assert text(destination["Bucket"]).endswith("Arn")
    key = text(destination["EncryptionConfiguration"]["ReplicaKmsKeyID"])
    assert "StoreKey" in key
    assert key.endswith("Arn")


def test_across_regions_the_replica_is_named(cross_region: Synthesis) -> None:
    """Bucket by its physical name, key by the ARN of its alias in the other region."""
    destination = rule(cross_region)["Destination"]
    assert text(destination["Bucket"]) == f"arn:aws:s3:::bucket-documents-replica-{SUFFIX}"
    assert text(destination["EncryptionConfiguration"]["ReplicaKmsKeyID"]) == (
        f"arn:aws:kms:us-west-2:AWS::AccountId:alias/key-documents-replica-{SUFFIX}"
    )


def test_the_rule_runs_with_the_replication_role(any_configuration: Synthesis) -> None:
    """S3 assumes that role and no other."""
    (bucket,) = any_configuration.storage.find_resources("AWS::S3::Bucket").values()
    (role_id,) = any_configuration.storage.find_resources(
        "AWS::IAM::Role", {"Properties": {"RoleName": f"role-documents-replication-{SUFFIX}"}}
    )
    assert bucket["Properties"]["ReplicationConfiguration"]["Role"] == {"Fn::GetAtt": [role_id, "Arn"]}


@pytest.mark.parametrize("name", ["replication", "failback"])
def test_s3_alone_assumes_the_roles(any_configuration: Synthesis, name: str) -> None:
    """The trust policy names one service."""
    properties = role(any_configuration.storage, f"role-documents-{name}-{SUFFIX}")
    assert properties["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Action": "sts:AssumeRole",
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
        }
    ]


REPLICATE = {
    "ReadSourceConfiguration": ["s3:GetReplicationConfiguration", "s3:ListBucket"],
    "ReadSourceObjects": [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
    ],
    "WriteReplicas": ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
    "DecryptSource": "kms:Decrypt",
    "EncryptReplicas": ["kms:Encrypt", "kms:Decrypt"],
}


@pytest.mark.parametrize("name", ["replication", "failback"])
def test_the_roles_may_do_what_replication_needs_and_nothing_else(any_configuration: Synthesis, name: str) -> None:
    """The actions are exactly those of the AWS documentation."""
    found = permissions(role(any_configuration.storage, f"role-documents-{name}-{SUFFIX}"))
    assert {sid: statement["Action"] for sid, statement in found.items()} == REPLICATE


def test_the_replication_role_reads_the_primary_and_writes_the_replica(same_region: Synthesis) -> None:
    """Each statement names the one bucket, its objects, or the one key that it is about."""
    found = permissions(role(same_region.storage, f"role-documents-replication-{SUFFIX}"))
    resources = {sid: text(statement["Resource"]) for sid, statement in found.items()}
    primary = f"arn:aws:s3:::bucket-documents-primary-{SUFFIX}"
    (key_id,) = same_region.storage.find_resources("AWS::KMS::Key")
    assert resources["ReadSourceConfiguration"] == primary
    assert resources["ReadSourceObjects"] == f"{primary}/*"
    assert resources["DecryptSource"] == f"{key_id}.Arn"
    assert resources["WriteReplicas"].endswith("Arn/*")
    assert "ReplicaStoreDocumentsBucket" in resources["WriteReplicas"]
    assert "ReplicaStoreKey" in resources["EncryptReplicas"]


def test_the_failback_role_goes_the_other_way(same_region: Synthesis) -> None:
    """It reads the replica and writes the primary."""
    found = permissions(role(same_region.storage, f"role-documents-failback-{SUFFIX}"))
    assert text(found["WriteReplicas"]["Resource"]) == f"arn:aws:s3:::bucket-documents-primary-{SUFFIX}/*"
    assert "ReplicaStoreDocumentsBucket" in text(found["ReadSourceObjects"]["Resource"])
    assert "ReplicaStoreKey" in text(found["DecryptSource"]["Resource"])


def test_keys_are_used_through_s3_for_objects_of_the_bucket_alone(same_region: Synthesis) -> None:
    """The conditions name the service in the region and the encryption context."""
    found = permissions(role(same_region.storage, f"role-documents-replication-{SUFFIX}"))
    condition = found["DecryptSource"]["Condition"]
    assert condition["StringEquals"] == {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    primary = f"arn:aws:s3:::bucket-documents-primary-{SUFFIX}"
    assert condition["StringLike"] == {"kms:EncryptionContext:aws:s3:arn": [primary, f"{primary}/*"]}


def test_across_regions_the_key_is_narrowed_by_its_alias(cross_region: Synthesis) -> None:
    """A key whose ARN is not known is named by region, account and alias."""
    statement = permissions(role(cross_region.storage, f"role-documents-replication-{SUFFIX}"))["EncryptReplicas"]
    assert text(statement["Resource"]) == "arn:aws:kms:us-west-2:AWS::AccountId:key/*"
    assert statement["Condition"]["StringEquals"] == {"kms:ViaService": "s3.us-west-2.amazonaws.com"}
    assert statement["Condition"]["ForAnyValue:StringEquals"] == {
        "kms:ResourceAliases": f"alias/key-documents-replica-{SUFFIX}"
    }


def test_the_keys_let_both_roles_through_s3(any_configuration: Synthesis) -> None:
    """Each key policy names what each role may do with it."""
    expected = {
        "storage": {"DecryptForReplication": "kms:Decrypt", "EncryptForFailback": ["kms:Encrypt", "kms:Decrypt"]},
        "replica": {"EncryptReplicas": ["kms:Encrypt", "kms:Decrypt"], "DecryptForFailback": "kms:Decrypt"},
    }
    for side, wanted in expected.items():
        _, key = bucket_key(getattr(any_configuration, side))
        found = {
            statement["Sid"]: statement["Action"]
            for statement in key["KeyPolicy"]["Statement"]
            if "aws:PrincipalArn" in statement.get("Condition", {}).get("ArnEquals", {})
        }
        assert found == wanted


def test_batch_replication_may_start_on_both_sides_and_nothing_else(same_region: Synthesis) -> None:
    """It lists the objects of each bucket and starts their replication."""
    properties = role(same_region.storage, f"role-documents-batch-{SUFFIX}")
    assert properties["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Action": "sts:AssumeRole",
            "Effect": "Allow",
            "Principal": {"Service": "batchoperations.s3.amazonaws.com"},
        }
    ]
    found = permissions(properties)
    assert {sid: statement["Action"] for sid, statement in found.items()} == {
        f"{sid}{side}": actions
        for side in ("Primary", "Replica")
        for sid, actions in (
            ("ListObjectsOf", ["s3:GetReplicationConfiguration", "s3:PutInventoryConfiguration"]),
            ("ReplicateObjectsOf", "s3:InitiateReplication"),
        )
    }
    assert text(found["ReplicateObjectsOfPrimary"]["Resource"]) == f"arn:aws:s3:::bucket-documents-primary-{SUFFIX}/*"


def test_no_identity_policy_has_a_wildcard(same_region: Synthesis) -> None:
    """Neither as an action nor as a resource."""
    for resource in same_region.resources():
        for policy in resource.get("Properties", {}).get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                assert not [action for action in actions if "*" in action]
                assert statement["Resource"] != "*"
