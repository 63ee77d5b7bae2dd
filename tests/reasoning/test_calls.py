"""A call is refused only where that is certain."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.values import Known, Reference
from stackproof.reasoning.calls import Refusal, refused
from tests.contract.build import UNSURE, graph, resource

BUCKET = "AWS::S3::Bucket"
OBJECTS = {"Sub": [{"GetAtt": "B.Arn"}, "/*"]}


def asked(on: Any, action: str = "s3:GetObject", below: str = "/*", **others: dict[str, Any]) -> Refusal | None:
    """What is said of a call on the bucket B of a role that is allowed `s3:GetObject` on something."""
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": on}
    role = {"Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}]}
    more = [resource(name, str(given.pop("type")), given) for name, given in others.items()]
    built = graph(resource("R", "AWS::IAM::Role", role), resource("B", BUCKET, {}), resource("C", BUCKET, {}), *more)
    return refused(built, built.resources["R"], action, Reference("B"), below, BUCKET)


@pytest.mark.parametrize("on", ["*", OBJECTS, {"Sub": [{"GetAtt": "B.Arn"}, "/orders/*"]}, UNSURE])
def test_what_is_allowed_on_some_objects_or_perhaps_is_not_refused(on: Any) -> None:
    assert asked(on) is None


@pytest.mark.parametrize("on", [{"GetAtt": "B.Arn"}, {"Sub": [{"GetAtt": "C.Arn"}, "/*"]}])
def test_the_bucket_itself_and_another_bucket_are_not_its_objects(on: Any) -> None:
    found = asked(on)
    assert found is not None
    assert found.target is not None
    assert (found.target.address, found.below) == ("B", "/*")


def test_an_action_that_is_allowed_nowhere_is_refused_on_anything() -> None:
    assert asked(OBJECTS, "s3:PutObject") == Refusal(None, "")


def test_the_policy_of_the_bucket_may_let_the_role_in() -> None:
    document = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": {"GetAtt": "R.Arn"}},
                "Action": "s3:PutObject",
                "Resource": OBJECTS,
            }
        ]
    }
    policy = {"type": "AWS::S3::BucketPolicy", "Bucket": {"Ref": "B"}, "PolicyDocument": document}
    assert asked(OBJECTS, "s3:PutObject", P=policy) is None


def test_a_role_whose_trust_names_the_role_may_be_assumed_without_more() -> None:
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": {"GetAtt": "R.Arn"}}, "Action": "sts:AssumeRole"}]}
    other = {"type": "AWS::IAM::Role", "AssumeRolePolicyDocument": trust}
    assert asked(OBJECTS, "sts:AssumeRole", "", O=other) is None
    assert asked(OBJECTS, "sts:AssumeRole", "") == Refusal(None, "")


@pytest.mark.parametrize(
    ("region", "on", "refusal"),
    [
        ("us-west-2", "arn:aws:dynamodb:us-west-2:111122223333:table/t", False),
        ("us-west-2", "arn:aws:dynamodb:us-east-1:111122223333:table/t", True),
        ("us-east-1", {"GetAtt": "T.Arn"}, False),
        ("us-east-1", "arn:aws:dynamodb:us-west-2:111122223333:table/t", True),
        ("eu-west-1", {"GetAtt": "T.Arn"}, False),
    ],
)
def test_a_caller_means_the_replica_of_its_own_region(region: str, on: Any, refusal: bool) -> None:
    statement = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": on}
    role = {"Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}]}
    table = {"TableName": "t", "Replicas": [{"Region": "us-east-1"}, {"Region": "us-west-2"}]}
    caller = resource("F", "AWS::Lambda::Function", {})
    built = graph(resource("R", "AWS::IAM::Role", role), resource("T", "AWS::DynamoDB::GlobalTable", table), caller)
    caller.region = Known(region)
    kind = "AWS::DynamoDB::GlobalTable"
    found = refused(built, built.resources["R"], "dynamodb:GetItem", Known("t"), "", kind, caller=caller)
    assert (found is not None) is refusal
