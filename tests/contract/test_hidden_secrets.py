"""Secrets, switched-off encryption and made-up suffixes that hide behind a form that is not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from stackproof.graph.values import Known, Sensitive, Unknown
from stackproof.rules.model import Policy
from tests.contract.build import graph, judge, resource

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = "{check: secrets.none-in-plain-text}"
ACCESS_KEY = "AKIA" + "ABCDEFGHIJKLMNOP"
KEY = resource("Key", "AWS::KMS::Key")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (Sensitive(Known("hunter2", assumed="default of parameter Password")), "violated"),
        (Sensitive(Known("hunter2")), "proven"),
        (Sensitive(Unknown("it has no value", "parameter Password")), "proven"),
        (12345678, "violated"),
        ({"Sub": ["hunter2-", Unknown("the region", "AWS::Region")]}, "violated"),
        ({"Sub": ["{", {"Ref": "Other"}, "}"]}, "proven"),
        (True, "proven"),
    ],
)
def test_a_secret_that_everybody_reads_is_plain_text(tmp_path: Path, given: Any, status: str) -> None:
    built = graph(resource("Database", "AWS::RDS::DBInstance", {"MasterUserPassword": given}))
    verdict = judge(SECRETS, built, root=tmp_path)
    assert verdict.status == status
    assert "hunter2" not in repr(verdict)


def test_a_number_of_tokens_is_no_token(tmp_path: Path) -> None:
    built = graph(resource("Model", "AWS::X::Y", {"MaxToken": 4096}))
    assert judge(SECRETS, built, root=tmp_path).status == "proven"


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ({"Name": "DB_PASSWORD", "Value": "hunter2"}, "violated"),
        ({"Name": "DB_PASSWORD", "Value": "/db/password", "Type": "PARAMETER_STORE"}, "proven"),
        ({"Name": "STAGE", "Value": "prod"}, "proven"),
    ],
)
def test_a_list_of_names_and_values_is_read(tmp_path: Path, entry: dict[str, str], status: str) -> None:
    built = graph(
        resource(
            "Task", "AWS::ECS::TaskDefinition", {"ContainerDefinitions": [{"Name": "app", "Environment": [entry]}]}
        )
    )
    assert judge(SECRETS, built, root=tmp_path).status == status


@pytest.mark.parametrize("name", ["notes.txt", ".env", ".env.prod", "main.template"])
def test_files_are_searched_whatever_their_name_and_encoding(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"caf\xe9\nkey = " + ACCESS_KEY.encode() + b"\n")
    verdict = judge(SECRETS, graph(), root=tmp_path)
    assert (verdict.status, verdict.at and (verdict.at.file, verdict.at.line)) == ("violated", (name, 2))


def test_large_files_are_searched_and_larger_ones_leave_it_open(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_text("x" * 1_500_000 + "\n" + ACCESS_KEY)
    assert judge(SECRETS, graph(), root=tmp_path).status == "violated"
    with (tmp_path / "large.json").open("w") as file:
        file.truncate(20_000_001)
    assert judge(SECRETS, graph(), root=tmp_path).status == "undecided"


@pytest.mark.parametrize(
    ("glob", "status"),
    [
        (".github/workflows/*.yml", "proven"),
        (".env*", "proven"),
        ("*.yml", "violated"),
        (".link/*", "violated"),
        (".github/../../*", "violated"),
    ],
)
def test_hidden_files_are_found_when_they_are_named(tmp_path: Path, glob: str, status: str) -> None:
    root = tmp_path / "project"
    (root / ".github" / "workflows").mkdir(parents=True)
    (root / ".github" / "workflows" / "ci.yml").write_text("on: push\n")
    (root / ".env.test").write_text("A=b\n")
    (root / ".link").symlink_to(tmp_path)
    assert judge(f"{{file: '{glob}'}}", graph(), root=root).status == status


@pytest.mark.parametrize(
    ("type_", "given", "status"),
    [
        ("AWS::EC2::Volume", {"KmsKeyId": {"Ref": "Key"}, "Encrypted": True}, "proven"),
        ("AWS::EC2::Volume", {"KmsKeyId": {"Ref": "Key"}, "Encrypted": {"Unknown": "a parameter"}}, "undecided"),
        ("AWS::RDS::DBInstance", {"KmsKeyId": {"Ref": "Key"}, "StorageEncrypted": "true"}, "proven"),
        ("AWS::RDS::DBInstance", {"KmsKeyId": {"Ref": "Key"}, "StorageEncrypted": False}, "violated"),
        ("AWS::RDS::DBInstance", {"KmsKeyId": {"Ref": "Key"}}, "violated"),
        ("AWS::RDS::DBInstance", {"KmsKeyId": {"Ref": "Key"}, "DBSnapshotIdentifier": "s"}, "undecided"),
        (
            "AWS::ECR::Repository",
            {"EncryptionConfiguration": {"EncryptionType": "AES256", "KmsKey": {"Ref": "Key"}}},
            "violated",
        ),
        ("AWS::DynamoDB::GlobalTable", {"SSESpecification": {"SSEEnabled": True}, "Replicas": []}, "violated"),
        (
            "AWS::DynamoDB::GlobalTable",
            {"SSESpecification": {"SSEEnabled": True}, "Replicas": {"Ref": "X"}},
            "undecided",
        ),
        ("AWS::SQS::Queue", {"KmsMasterKeyId": {"Ref": "Key"}}, "proven"),
    ],
)
def test_a_key_protects_nothing_while_encryption_is_off(type_: str, given: dict[str, Any], status: str) -> None:
    expect = f"{{check: data.encrypted-with-customer-key, with: {{types: ['{type_}']}}}}"
    assert judge(expect, graph(KEY, resource("It", type_, given))).status == status


@pytest.mark.parametrize(
    ("algorithm", "status"), [("aws:kms", "proven"), ({"Unknown": "a parameter"}, "undecided"), ("AES256", "violated")]
)
def test_a_bucket_whose_algorithm_is_not_known_is_open(algorithm: Any, status: str) -> None:
    rule = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm, "KMSMasterKeyID": {"GetAtt": "Key.Arn"}}}
    given = {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}}
    expect = "{check: data.encrypted-with-customer-key, with: {types: [AWS::S3::Bucket]}}"
    assert judge(expect, graph(KEY, resource("It", "AWS::S3::Bucket", given))).status == status


@pytest.mark.parametrize(("twin", "status"), [("docs-zq7x9k", "proven"), ("other-docs", "violated")])
def test_a_name_chosen_by_the_value_of_the_suffix_does_not_carry_it(twin: str, status: str) -> None:
    first = graph(resource("It", "AWS::S3::Bucket", {"BucketName": "docs-demo"}), stacks={})
    second = graph(resource("It", "AWS::S3::Bucket", {"BucketName": twin}), stacks={})
    expect = "{check: naming.carries-suffix}"
    verdict = judge(expect, first, twin=second, other_suffix="zq7x9k", policy=Policy(suffix="demo"))
    assert verdict.status == status
