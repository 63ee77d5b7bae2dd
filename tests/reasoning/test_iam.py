"""Who may do what: allow, deny, wildcards, conditions, attachments, key policies, trust."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.resource import Resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, ListValue, Unknown, Value
from stackproof.reasoning.iam import (
    assumable_by,
    delegates_to_iam,
    granted,
    may_use,
    permits,
    permits_principal,
    trust_is_known,
)
from stackproof.reasoning.iam.attachments import resource_policy
from stackproof.reasoning.iam.documents import read_document
from tests.graph.builders import ACCOUNT, PARTITION, REGION, graph, ref, resource, sub, value, when

YES, NO, UNDECIDED = Truth.YES, Truth.NO, Truth.UNDECIDED
PARAMETER = Unknown("no value was given", "Parameter P")
PARAMETER_LIST = ListValue((Known("s3:GetObject"),), complete=False)


def allow(action: Any, on: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": on, **more}


def deny(action: Any, on: Any, **more: Any) -> dict[str, Any]:
    return {**allow(action, on, **more), "Effect": "Deny"}


def doc(*statements: Any) -> Any:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def role(*statements: Any, address: str = "Role", **more: Any) -> Resource:
    policies = [{"PolicyName": "p", "PolicyDocument": doc(*statements)}] if statements else []
    return resource(address, "AWS::IAM::Role", {"Policies": policies, **more})


BUCKET = resource("Bucket", "AWS::S3::Bucket", {"BucketName": "docs"})
OTHER = resource("Other", "AWS::S3::Bucket")
KEY = resource("Key", "AWS::KMS::Key")
OBJECTS = sub(ref("Bucket", "Arn"), "/*")


@pytest.mark.parametrize(
    ("statements", "action", "target", "expected"),
    [
        ([], "s3:GetObject", OBJECTS, NO),
        ([allow("s3:GetObject", OBJECTS)], "s3:GetObject", OBJECTS, YES),
        ([allow("S3:getobject", OBJECTS)], "s3:GetObject", OBJECTS, YES),
        ([allow("s3:Get*", OBJECTS)], "s3:GetObject", OBJECTS, YES),
        ([allow("s3:GetObject", OBJECTS)], "s3:GetObjectVersion", OBJECTS, NO),
        ([allow("s3:GetObject", OBJECTS)], "s3:*", OBJECTS, NO),
        ([allow("*", "*")], "s3:*", OBJECTS, YES),
        ([allow("s3:GetObject", ref("Bucket", "Arn"))], "s3:GetObject", OBJECTS, NO),
        ([allow("s3:GetObject", sub("arn:", PARTITION, ":s3:::docs/*"))], "s3:GetObject", OBJECTS, YES),
        ([allow("s3:GetObject", Known("arn:aws:s3:::docs/in/*"))], "s3:GetObject", OBJECTS, NO),
        ([allow("s3:GetObject", sub(ref("Other", "Arn"), "/*"))], "s3:GetObject", OBJECTS, NO),
        ([allow("s3:GetObject", OBJECTS)], "s3:GetObject", sub(ref("Other", "Arn"), "/*"), NO),
        ([allow("s3:GetObject", sub(PARAMETER, "/*"))], "s3:GetObject", OBJECTS, UNDECIDED),
        ([allow(PARAMETER, OBJECTS)], "s3:GetObject", OBJECTS, UNDECIDED),
        ([allow("s3:*", OBJECTS), deny("s3:GetObject", "*")], "s3:GetObject", OBJECTS, NO),
        ([allow("s3:*", OBJECTS), deny("s3:Delete*", "*")], "s3:GetObject", OBJECTS, YES),
        ([allow("s3:*", OBJECTS), deny("s3:Delete*", "*")], "s3:*", OBJECTS, UNDECIDED),
        (
            [allow("s3:*", OBJECTS), deny("s3:*", Known("arn:aws:s3:::docs/secret*"))],
            "s3:GetObject",
            OBJECTS,
            UNDECIDED,
        ),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], "s3:GetObject", OBJECTS, YES),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], "iam:PassRole", Known("*"), NO),
        ([{"Effect": "Allow", "NotAction": "s3:Delete*", "Resource": "*"}], "s3:*", OBJECTS, UNDECIDED),
        ([{"Effect": "Allow", "Action": "s3:*", "NotResource": OBJECTS}], "s3:GetObject", OBJECTS, NO),
        ([allow("s3:*", OBJECTS, Condition={"Bool": {"aws:SecureTransport": "true"}})], "s3:Get", OBJECTS, UNDECIDED),
        ([when("C", allow("s3:*", OBJECTS), deny("iam:*", "*"))], "s3:Get", OBJECTS, UNDECIDED),
        ([{"Effect": PARAMETER, "Action": "s3:*", "Resource": "*"}], "s3:Get", OBJECTS, UNDECIDED),
        ([allow("s3:*", "*"), {"Effect": PARAMETER, "Action": "s3:*", "Resource": "*"}], "s3:Get", OBJECTS, UNDECIDED),
        ([allow("s3:GetObject", Known("arn:aws:s3:::docs/${aws:username}/*"))], "s3:GetObject", OBJECTS, NO),
        (
            [allow("s3:Get*", Known("arn:aws:s3:::docs/${aws:userid}/*"))],
            "s3:Get",
            Known("arn:aws:s3:::docs/a/b"),
            UNDECIDED,
        ),
        ([allow("s3:GetObject", [when("C", OBJECTS, "arn:aws:s3:::x")])], "s3:GetObject", OBJECTS, UNDECIDED),
    ],
)
def test_inline_policies_decide(statements: list[Any], action: str, target: Value, expected: Truth) -> None:
    world = graph(BUCKET, OTHER, role(*statements))
    assert permits(world, world.resources["Role"], action, target).truth is expected


def test_a_decision_names_its_statement_and_reason() -> None:
    world = graph(BUCKET, role(allow("s3:*", OBJECTS, Sid="Objects")))
    decision = permits(world, world.resources["Role"], "s3:GetObject", OBJECTS)
    assert decision.statement is not None
    assert decision.statement.sid == "Objects"
    assert decision.reasons == ("statement Objects of Role allows it",)


@pytest.mark.parametrize(
    ("condition", "context", "expected"),
    [
        ({"Bool": {"aws:SecureTransport": "true"}}, {"aws:securetransport": "true"}, YES),
        ({"Bool": {"aws:SecureTransport": False}}, {"aws:SecureTransport": "true"}, NO),
        ({"StringEquals": {"s3:x": ["a", "b"]}}, {"s3:x": "b"}, YES),
        ({"StringNotEquals": {"s3:x": ["a", "b"]}}, {"s3:x": "b"}, NO),
        ({"StringLike": {"s3:x": "pre*"}}, {"s3:x": "prefix"}, YES),
        ({"ArnLike": {"aws:SourceArn": ref("Bucket", "Arn")}}, {"aws:SourceArn": Known("arn:aws:s3:::docs")}, YES),
        ({"ArnEquals": {"aws:SourceArn": ref("Bucket", "Arn")}}, {"aws:SourceArn": Known("arn:aws:s3:::no")}, NO),
        ({"NumericLessThan": {"s3:x": "1"}}, {"s3:x": "0"}, YES),
        ({"StringEquals": {"s3:x": "a", "s3:y": "b"}}, {"s3:x": "a"}, UNDECIDED),
        ({"StringEquals": {"s3:x": "a", "s3:y": "b"}}, {"s3:x": "z"}, NO),
        (PARAMETER, {}, UNDECIDED),
    ],
)
def test_conditions_are_decided_by_the_keys_that_are_given(condition: Any, context: Any, expected: Truth) -> None:
    world = graph(BUCKET, role(allow("s3:*", "*", Condition=condition)))
    assert permits(world, world.resources["Role"], "s3:GetObject", OBJECTS, context).truth is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([resource("P", "AWS::IAM::Policy", {"Roles": [ref("Role")], "PolicyDocument": doc(allow("s3:*", "*"))})], YES),
        ([resource("P", "AWS::IAM::Policy", {"Roles": ["other"], "PolicyDocument": doc(allow("s3:*", "*"))})], NO),
        ([resource("P", "AWS::IAM::Policy", {"Roles": ["worker"], "PolicyDocument": doc(allow("s3:*", "*"))})], YES),
        (
            [
                resource(
                    "P",
                    "AWS::IAM::Policy",
                    {"Roles": [ref("Role")], "PolicyDocument": doc(allow("s3:*", "*"))},
                    exists=UNDECIDED,
                )
            ],
            UNDECIDED,
        ),
        (
            [resource("P", "AWS::IAM::Policy", {"Roles": [PARAMETER], "PolicyDocument": doc(allow("s3:*", "*"))})],
            UNDECIDED,
        ),
        (
            [
                resource(
                    "P", "AWS::IAM::RolePolicy", {"RoleName": ref("Role"), "PolicyDocument": doc(allow("s3:*", "*"))}
                )
            ],
            YES,
        ),
        (
            [
                resource(
                    "P", "AWS::IAM::ManagedPolicy", {"Roles": [ref("Role")], "PolicyDocument": doc(allow("s3:*", "*"))}
                )
            ],
            YES,
        ),
    ],
)
def test_policies_reach_a_role_by_attachment(more: list[Resource], expected: Truth) -> None:
    world = graph(BUCKET, resource("Role", "AWS::IAM::Role", {"RoleName": "worker"}), *more)
    assert permits(world, world.resources["Role"], "s3:GetObject", OBJECTS).truth is expected


@pytest.mark.parametrize(
    ("arns", "action", "expected"),
    [
        (
            [sub("arn:", PARTITION, ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")],
            "logs:PutLogEvents",
            YES,
        ),
        (["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"], "s3:GetObject", NO),
        (["arn:aws:iam::aws:policy/SecurityAudit"], "s3:GetObject", UNDECIDED),
        ([ref("Mine")], "s3:GetObject", YES),
        ([PARAMETER], "s3:GetObject", UNDECIDED),
        (PARAMETER, "s3:GetObject", UNDECIDED),
    ],
)
def test_managed_policies_count_and_unknown_ones_leave_it_open(arns: Any, action: str, expected: Truth) -> None:
    mine = resource("Mine", "AWS::IAM::ManagedPolicy", {"PolicyDocument": doc(allow("s3:*", "*"))})
    world = graph(BUCKET, mine, resource("Role", "AWS::IAM::Role", {"ManagedPolicyArns": arns}))
    assert permits(world, world.resources["Role"], action, OBJECTS).truth is expected


def test_an_unknown_policy_that_may_deny_leaves_an_allow_open_but_one_of_aws_that_only_allows_does_not() -> None:
    statement = allow("s3:*", "*")
    world = graph(BUCKET, role(statement, ManagedPolicyArns=[PARAMETER]))
    assert permits(world, world.resources["Role"], "s3:GetObject", OBJECTS).truth is UNDECIDED
    world = graph(BUCKET, role(statement, ManagedPolicyArns=["arn:aws:iam::aws:policy/SecurityAudit"]))
    assert permits(world, world.resources["Role"], "s3:GetObject", OBJECTS).truth is YES


@pytest.mark.parametrize(("boundary", "expected"), [("s3:*", YES), ("logs:*", NO)])
def test_a_boundary_has_to_allow_as_well(boundary: str, expected: Truth) -> None:
    limit = resource("Limit", "AWS::IAM::ManagedPolicy", {"PolicyDocument": doc(allow(boundary, "*"))})
    world = graph(BUCKET, limit, role(allow("s3:*", "*"), PermissionsBoundary=ref("Limit")))
    assert permits(world, world.resources["Role"], "s3:GetObject", OBJECTS).truth is expected


ROOT = allow("kms:*", "*", Principal={"AWS": sub("arn:", PARTITION, ":iam::", ACCOUNT, ":root")})
LOGS = sub("logs.", REGION, ".", Unknown("", "AWS::URLSuffix"))


@pytest.mark.parametrize(
    ("principal", "asked", "expected"),
    [
        ({"Service": "s3.amazonaws.com"}, Known("s3.amazonaws.com"), YES),
        ({"Service": ["sns.amazonaws.com", "s3.amazonaws.com"]}, Known("s3.amazonaws.com"), YES),
        ({"Service": "sns.amazonaws.com"}, Known("s3.amazonaws.com"), NO),
        ({"Service": LOGS}, LOGS, YES),
        ({"Service": sub("logs.", REGION, ".amazonaws.com")}, LOGS, YES),
        ({"Service": sub("logs.", REGION, ".amazonaws.com")}, Known("logs.eu-west-1.amazonaws.com"), UNDECIDED),
        ({"Service": sub("logs.", REGION, ".amazonaws.com")}, Known("sns.amazonaws.com"), NO),
        ("*", Known("s3.amazonaws.com"), YES),
        ({"AWS": "*"}, Known("s3.amazonaws.com"), YES),
        ({"AWS": sub("arn:aws:iam::", ACCOUNT, ":root")}, Known("logs.eu-west-1.amazonaws.com"), NO),
        (PARAMETER, Known("s3.amazonaws.com"), UNDECIDED),
        ({"AWS": ref("Role", "Arn")}, role(), YES),
        ({"AWS": ref("Else", "Arn")}, role(), NO),
        ({"AWS": sub("arn:aws:iam::", ACCOUNT, ":root")}, role(), NO),
        ({"Service": "s3.amazonaws.com"}, role(), NO),
    ],
)
def test_a_resource_policy_lets_principals_in(principal: Any, asked: Resource | Value, expected: Truth) -> None:
    who = asked if isinstance(asked, Resource) else role()
    world = graph(who, role(address="Else"))
    policy = read_document(value(doc(allow("kms:Decrypt", "*", Principal=principal))))
    assert permits_principal(policy, asked, "kms:Decrypt", world).truth is expected


def test_the_root_statement_of_a_key_helps_no_service_and_leaves_roles_to_iam() -> None:
    key = resource("Key", "AWS::KMS::Key", {"KeyPolicy": doc(ROOT)})
    able, unable = role(allow("kms:Decrypt", ref("Key", "Arn")), address="Able"), role(address="Unable")
    world = graph(key, able, unable)
    policy = resource_policy(key, world)
    assert permits_principal(policy, "logs.us-east-1.amazonaws.com", "kms:Decrypt", world).truth is NO
    assert delegates_to_iam(policy, "kms:Decrypt", world).truth is YES
    assert may_use(world, able, "kms:Decrypt", key).truth is YES
    assert may_use(world, unable, "kms:Decrypt", key).truth is NO


def test_a_key_that_leaves_nothing_to_iam_lets_in_only_whom_it_names() -> None:
    named = allow("kms:Decrypt", "*", Principal={"AWS": ref("Named", "Arn")})
    key = resource("Key", "AWS::KMS::Key", {"KeyPolicy": doc(named)})
    able, other = role(allow("kms:Decrypt", "*"), address="Able"), role(address="Named")
    world = graph(key, able, other)
    assert may_use(world, able, "kms:Decrypt", key).truth is NO
    assert may_use(world, other, "kms:Decrypt", key).truth is YES


def test_a_key_without_a_policy_has_the_default_one() -> None:
    world = graph(KEY, role(allow("kms:*", "*")))
    assert may_use(world, world.resources["Role"], "kms:Decrypt", KEY).truth is YES


def test_the_policy_of_a_resource_is_found_by_name_and_by_reference() -> None:
    statement = deny("s3:*", "*", Principal="*")
    world = graph(
        BUCKET,
        OTHER,
        resource("A", "AWS::S3::BucketPolicy", {"Bucket": "docs", "PolicyDocument": doc(statement)}),
        resource("B", "AWS::S3::BucketPolicy", {"Bucket": ref("Bucket"), "PolicyDocument": doc(statement)}),
        resource("C", "AWS::S3::BucketPolicy", {"Bucket": ref("Other"), "PolicyDocument": doc(statement)}),
        resource("Queue", "AWS::SQS::Queue"),
        resource("D", "AWS::SQS::QueuePolicy", {"Queues": [ref("Queue")], "PolicyDocument": doc(statement)}),
    )

    def holders(address: str) -> list[str]:
        found = resource_policy(world.resources[address], world).statements
        return [one.policy.address for one in found if one.policy is not None]

    assert holders("Bucket") == ["A", "B"]
    assert holders("Other") == ["C"]
    assert holders("Queue") == ["D"]


def test_a_lambda_permission_is_read_as_a_policy_of_its_function() -> None:
    world = graph(
        BUCKET,
        resource("Fn", "AWS::Lambda::Function"),
        resource(
            "P",
            "AWS::Lambda::Permission",
            {
                "FunctionName": ref("Fn", "Arn"),
                "Action": "lambda:InvokeFunction",
                "Principal": "s3.amazonaws.com",
                "SourceArn": ref("Bucket", "Arn"),
            },
        ),
    )
    policy = resource_policy(world.resources["Fn"], world)

    def asked(service: str, source: str) -> Truth:
        context = {"aws:SourceArn": source}
        return permits_principal(policy, service, "lambda:InvokeFunction", world, context=context).truth

    assert asked("s3.amazonaws.com", "arn:aws:s3:::docs") is YES
    assert asked("s3.amazonaws.com", "arn:aws:s3:::else") is NO
    assert asked("sns.amazonaws.com", "arn:aws:s3:::docs") is NO


def test_grants_are_listed_with_the_resources_they_mean() -> None:
    world = graph(
        BUCKET, KEY, role(allow(["s3:GetObject", "s3:List*"], OBJECTS), allow("kms:Decrypt", ref("Key", "Arn")))
    )
    found = granted(world, world.resources["Role"])
    assert found.exact
    assert found.pairs == {("s3:getobject", "Bucket/*"), ("s3:list*", "Bucket/*"), ("kms:decrypt", "Key")}


def test_what_makes_grants_inexact_is_said() -> None:
    world = graph(BUCKET, role(allow("s3:*", "*", Condition={"Bool": {"a": "b"}}, Sid="A"), deny("s3:*", "*", Sid="B")))
    found = granted(world, world.resources["Role"])
    assert not found.exact
    assert found.bounded
    assert found.reasons == ("statement A of Role has conditions", "statement B of Role denies something")


def test_a_trust_policy_says_who_assumes_the_role() -> None:
    trust = doc(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": ["s3.amazonaws.com", LOGS]}},
        {"Effect": "Allow", "Action": "sts:TagSession", "Principal": {"Service": "sns.amazonaws.com"}},
        {"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": "*"},
    )
    one = role(AssumeRolePolicyDocument=trust)
    assert [(who.kind, who.value, who.truth) for who in assumable_by(one)] == [
        ("Service", Known("s3.amazonaws.com"), YES),
        ("Service", LOGS, YES),
    ]
    assert trust_is_known(one)
    assert not trust_is_known(role(AssumeRolePolicyDocument=PARAMETER))


def test_a_document_may_be_json_text() -> None:
    text = Known('{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}')
    world = graph(BUCKET, resource("Role", "AWS::IAM::Role", {"Policies": [{"PolicyDocument": text}]}))
    assert permits(world, world.resources["Role"], "s3:GetObject", OBJECTS).truth is YES


@pytest.mark.parametrize("text", ["{", "{" * 100_000, "[]", "", '{"Statement": "x"}'])
def test_what_is_no_document_leaves_it_open(text: str) -> None:
    world = graph(BUCKET, resource("Role", "AWS::IAM::Role", {"Policies": [{"PolicyDocument": text}]}))
    assert permits(world, world.resources["Role"], "s3:GetObject", OBJECTS).truth is UNDECIDED


@pytest.mark.parametrize(
    "more",
    [
        {"ManagedPolicyArns": [PARAMETER]},
        {"Policies": PARAMETER},
        {"Policies": [{"PolicyDocument": doc(allow(PARAMETER_LIST, "*"))}]},
        {"Policies": [{"PolicyDocument": doc(allow([PARAMETER], "*"))}]},
    ],
)
def test_grants_that_may_be_more_than_what_is_read_are_not_bounded(more: dict[str, Any]) -> None:
    world = graph(resource("Role", "AWS::IAM::Role", more))
    found = granted(world, world.resources["Role"])
    assert (found.exact, found.bounded) == (False, False)


def managed(*statements: Any, address: str = "Managed", **more: Any) -> Resource:
    return resource(address, "AWS::IAM::ManagedPolicy", {"PolicyDocument": doc(*statements), **more})


GROUP = resource("Group", "AWS::IAM::Group", {"GroupName": "team"})
GROUP_POLICY = resource(
    "GroupPolicy",
    "AWS::IAM::GroupPolicy",
    {"GroupName": ref("Group"), "PolicyDocument": doc(allow("s3:GetObject", OBJECTS))},
)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], NO),
        ([resource("M", "AWS::IAM::UserToGroupAddition", {"GroupName": "team", "Users": [ref("User")]})], YES),
        ([resource("M", "aws_iam_user_group_membership", {"user": ref("User"), "groups": [ref("Group")]})], YES),
        ([resource("M", "aws_iam_user_group_membership", {"user": "other", "groups": [ref("Group")]})], NO),
        ([resource("M", "aws_iam_user_group_membership", {"user": PARAMETER, "groups": [ref("Group")]})], UNDECIDED),
        ([resource("M", "aws_iam_user_group_membership", {"user": ref("User"), "groups": ["elsewhere"]})], UNDECIDED),
    ],
)
def test_a_user_may_what_its_groups_may(more: list[Resource], expected: Truth) -> None:
    user = resource("User", "AWS::IAM::User", {"UserName": "ann"})
    world = graph(BUCKET, GROUP, GROUP_POLICY, user, *more)
    assert permits(world, user, "s3:GetObject", OBJECTS).truth is expected


@pytest.mark.parametrize(
    ("roles", "expected"), [([ref("Role")], YES), (["Role"], NO), ([PARAMETER], UNDECIDED), (PARAMETER_LIST, UNDECIDED)]
)
def test_one_resource_attaches_a_managed_policy_to_many(roles: Any, expected: Truth) -> None:
    attachment = resource("A", "aws_iam_policy_attachment", {"roles": roles, "policy_arn": ref("Managed")})
    world = graph(BUCKET, role(), managed(allow("s3:GetObject", OBJECTS)), attachment)
    assert permits(world, world.resources["Role"], "s3:GetObject", OBJECTS).truth is expected
