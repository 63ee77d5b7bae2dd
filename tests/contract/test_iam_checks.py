"""What the checks about permissions prove, refuse and leave open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.build import UNSURE, graph, judge, resource

ROLE, BUCKET, KEY, QUEUE = "AWS::IAM::Role", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::SQS::Queue"


def role(*statements: Any, **more: Any) -> Any:
    policies = [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)}}]
    return resource("Role", ROLE, {"Policies": policies if statements else [], **more}, line=20)


def allow(actions: Any, on: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": on, **more}


ARN = {"GetAtt": "Docs.Arn"}
OBJECTS = {"Sub": [ARN, "/*"]}
DOCS = resource("Docs", BUCKET, {"BucketName": "docs"})
TLS = {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}


@pytest.mark.parametrize(
    ("statements", "permits", "denies"),
    [
        ([allow("s3:GetObject", OBJECTS)], "proven", "violated"),
        ([allow("s3:*", "*")], "proven", "violated"),
        ([allow("s3:GetObject", ARN)], "violated", "proven"),
        ([], "violated", "proven"),
        ([allow("s3:*", "*"), {"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}], "violated", "proven"),
        ([allow("s3:GetObject", OBJECTS, **TLS)], "undecided", "undecided"),
        ([allow(UNSURE, OBJECTS)], "undecided", "undecided"),
    ],
)
def test_a_role_may_read_objects_or_not(statements: list[Any], permits: str, denies: str) -> None:
    world = graph(DOCS, role(*statements))
    words = "with: {role: Role, actions: ['s3:GetObject'], on: ['Docs/*']}}"
    assert judge("{check: iam.permits, " + words, world).status == permits
    assert judge("{check: iam.denies, " + words, world).status == denies


@pytest.mark.parametrize(
    ("behind", "on", "status"),
    [
        ("/logs/*", "Docs/logs/*", "proven"),
        ("/logs/*", "Do*/logs/*", "proven"),
        ("/logs/*", "Docs/*", "violated"),
        ("/*", "Docs/logs/*", "violated"),
        ("/logs/*", "Docs/other/*", "violated"),
        ("/logs/*", "Other/logs/*", "violated"),
        (":*", "Docs:*", "proven"),
        (":*", "Docs", "violated"),
        ("", "Docs:*", "violated"),
        ("x", "Docsx", "violated"),
    ],
)
def test_what_stands_behind_an_arn_is_part_of_what_is_permitted(behind: str, on: str, status: str) -> None:
    world = graph(DOCS, role(allow("s3:PutObject", {"Sub": [ARN, behind]})))
    listed = f"statements: [{{actions: ['s3:PutObject'], on: ['{on}']}}]"
    verdict = judge(f"{{check: iam.permits-exactly, with: {{role: Role, {listed}}}}}", world)
    assert verdict.status == status


def test_keys_of_the_request_decide_conditions() -> None:
    world = graph(DOCS, role(allow("s3:GetObject", OBJECTS, **TLS)))
    asked = "{check: iam.permits, with: {role: Role, actions: ['s3:GetObject'], on: ['Docs/*'], keys: {%s}}}"
    assert judge(asked % '"aws:SecureTransport": true', world).status == "proven"
    assert judge(asked % '"aws:SecureTransport": false', world).status == "violated"


def test_a_key_has_to_let_the_role_in() -> None:
    locked = {"Statement": [allow("kms:*", "*", Principal={"AWS": "arn:aws:iam::999999999999:role/admin"})]}
    open_, shut = resource("Key", KEY), resource("Key", KEY, {"KeyPolicy": locked})
    grants = role(allow("kms:Decrypt", {"GetAtt": "Key.Arn"}))
    asked = "{check: iam.permits, with: {role: Role, actions: ['kms:Decrypt'], on: [Key]}}"
    assert judge(asked, graph(open_, grants)).status == "proven"
    assert judge(asked, graph(shut, grants)).status == "violated"


def test_a_resource_that_is_not_there_violates() -> None:
    verdict = judge("{check: iam.permits, with: {role: Role, actions: ['s3:GetObject'], on: [Nowhere]}}", graph(role()))
    assert (verdict.status, "there is no resource Nowhere" in verdict.reason) == ("violated", True)


@pytest.mark.parametrize(
    ("boundary", "policy", "status"),
    [
        (None, "*", "violated"),
        ("arn:aws:iam::111122223333:policy/Developers", "*", "proven"),
        ("arn:aws:iam::111122223333:policy/Developers", "arn:aws:iam::*:policy/Developers", "proven"),
        ("arn:aws:iam::111122223333:policy/Others", "arn:aws:iam::*:policy/Developers", "violated"),
        (UNSURE, "*", "undecided"),
        ({"Ref": "Boundary"}, "Boundary", "proven"),
        ({"Ref": "Boundary"}, "Other", "violated"),
    ],
)
def test_roles_have_a_boundary(boundary: Any, policy: str, status: str) -> None:
    one = role(**({"PermissionsBoundary": boundary} if boundary else {}))
    world = graph(one, resource("Boundary", "AWS::IAM::ManagedPolicy", {"PolicyDocument": {"Statement": []}}))
    assert judge("{check: iam.boundary-present, with: {policy: '%s'}}" % policy, world).status == status  # noqa: UP031


def queue(*statements: Any) -> list[Any]:
    document = {"Statement": list(statements)}
    return [
        resource("Jobs", QUEUE),
        resource("Policy", "AWS::SQS::QueuePolicy", {"Queues": [{"Ref": "Jobs"}], "PolicyDocument": document}),
    ]


def everyone(**more: Any) -> dict[str, Any]:
    return allow("sqs:SendMessage", "*", Principal="*", **more)


@pytest.mark.parametrize(
    ("statements", "status"),
    [
        ([everyone()], "violated"),
        ([allow("sqs:*", "*", Principal={"AWS": ["*"]})], "violated"),
        ([allow("sqs:*", "*", Principal={"Service": "sns.amazonaws.com"})], "proven"),
        ([everyone(Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})], "proven"),
        ([everyone(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}})], "proven"),
        ([everyone(Condition={"ArnLike": {"aws:SourceArn": "*"}})], "undecided"),
        ([everyone(Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})], "undecided"),
        ([everyone(**TLS)], "undecided"),
        ([{**everyone(), "Effect": "Deny"}], "proven"),
        ([allow("sqs:*", "*", Principal=UNSURE)], "undecided"),
        ([everyone(), {**everyone(**TLS), "Effect": "Deny"}], "undecided"),
    ],
)
def test_no_policy_lets_everybody_in(statements: list[Any], status: str) -> None:
    assert judge("{check: iam.no-public-access}", graph(*queue(*statements))).status == status


@pytest.mark.parametrize(
    ("properties", "status"),
    [
        ({"Principal": "*"}, "violated"),
        ({"Principal": "*", "SourceAccount": "111122223333"}, "proven"),
        ({"Principal": "s3.amazonaws.com"}, "proven"),
        ({"Principal": UNSURE}, "undecided"),
    ],
)
def test_no_function_runs_for_everybody(properties: dict[str, Any], status: str) -> None:
    one = resource("Permission", "AWS::Lambda::Permission", {"Action": "lambda:InvokeFunction", **properties})
    assert judge("{check: iam.no-public-access}", graph(one)).status == status


def test_nothing_that_could_be_open_is_proof() -> None:
    assert judge("{check: iam.no-public-access}", graph(DOCS)).status == "proven"
