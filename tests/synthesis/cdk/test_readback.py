from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.values import Unknown
from stackproof.synthesis.cdk.cloud_assembly import Lookup, StackArtifact
from stackproof.synthesis.cdk.context import ACCOUNT
from stackproof.synthesis.cdk.readback import Readback, forget, shown, varying

BALANCER = "arn:aws:elasticloadbalancing:us-west-2:123456789012"
HERE = {"Ref": "AWS::AccountId"}


def read_back(data: Any, *lookups: Lookup) -> Any:
    stack = StackArtifact("S", "S", "first", "S.template.json", {"x": data}, f"... {ACCOUNT} ...", account=ACCOUNT)
    Readback(lookups).apply(stack)
    assert stack.account is None
    return stack.template["x"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (ACCOUNT, HERE),
        (f"arn:aws:iam::{ACCOUNT}:root", {"Fn::Join": ["", ["arn:aws:iam::", HERE, ":root"]]}),
        ([{"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}],
         [{"Condition": {"StringEquals": {"aws:SourceAccount": HERE}}}]),
        ({"Fn::Sub": f"${{A}}-{ACCOUNT}"}, {"Fn::Sub": "${A}-${AWS::AccountId}"}),
        ({"Fn::Sub": [f"${{A}}-{ACCOUNT}", {"A": ACCOUNT}]}, {"Fn::Sub": ["${A}-${AWS::AccountId}", {"A": HERE}]}),
        ({"Ref": "Bucket", "Type": "AWS::S3::Bucket"}, {"Ref": "Bucket", "Type": "AWS::S3::Bucket"}),
        ([1, None, True, "123456789012"], [1, None, True, "123456789012"]),
    ],
)  # fmt: skip
def test_the_account_of_the_synthesis_becomes_the_account_of_the_deployment(written: Any, meant: Any) -> None:
    assert read_back(written) == meant


VPC = Lookup("vpc-provider", {"account": ACCOUNT, "region": "us-east-1", "filter": {"vpc-id": "vpc-1"}})


def test_a_made_up_value_is_unknown_and_named_by_its_question() -> None:
    found = read_back({"VpcId": "vpc-12345", "Other": "vpc-0f12345"}, VPC)
    assert found["Other"] == "vpc-0f12345"
    assert isinstance(found["VpcId"], Unknown)
    assert (
        found["VpcId"].reason == 'look-up vpc-provider (filter {"vpc-id": "vpc-1"}) can be answered only in the account'
    )


def test_equal_made_up_values_of_one_question_are_equal_and_of_two_are_not() -> None:
    one = read_back(["s-12345", "s-12345", "s-67890"], VPC)
    assert one[0] == one[1]
    assert one[0] != one[2]
    two = read_back(["s-12345", "s-12345"], VPC, Lookup("vpc-provider", {"filter": {"vpc-id": "vpc-2"}}))
    assert two[0] != two[1]


def test_a_value_is_made_up_only_where_such_a_question_was_asked() -> None:
    assert read_back("vpc-12345") == "vpc-12345"


@pytest.mark.parametrize(
    ("provider", "props", "value"),
    [
        ("ssm", {"parameterName": "/db/port"}, "dummy-value-for-/db/port"),
        ("ami", {}, "ami-1234"),
        ("availability-zones", {}, "dummy1a"),
        ("hosted-zone", {"domainName": "example.com"}, "DUMMY"),
        ("security-group", {}, "sg-12345678"),
        ("key-provider", {}, "1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("cc-api-provider", {"dummyValue": [{"Identifier": "made-up"}]}, "made-up"),
        ("load-balancer", {}, f"{BALANCER}:loadbalancer/net/my-load-balancer/50dc6c495c0c9188"),
        ("load-balancer-listener", {}, f"{BALANCER}:listener/net/my-load-balancer/50dc6c495c0c9188/f2f7dc8efc522ab2"),
    ],
)
def test_every_kind_of_question_has_its_made_up_values(provider: str, props: dict[str, Any], value: str) -> None:
    assert isinstance(read_back(value, Lookup(provider, props)), Unknown)


def test_in_a_substitution_the_unknown_becomes_a_variable() -> None:
    found = read_back({"Fn::Sub": "${AWS::Region}/vpc-12345"}, VPC)["Fn::Sub"]
    assert found[0] == "${AWS::Region}/${lookup.0}"
    assert isinstance(found[1]["lookup.0"], Unknown)


def test_a_question_shows_what_was_asked_and_not_how() -> None:
    asked = Lookup("ssm", {"parameterName": "/x", "account": "1", "lookupRoleArn": "arn", "dummyValue": "d"})
    assert shown(asked) == "look-up ssm (parameterName /x)"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(JSON, JSON)
def test_nothing_differs_from_itself_and_forgetting_takes_what_differs_away(first: Any, again: Any) -> None:
    assert list(varying({"x": first}, {"x": first})) == []
    template = {"x": copy.deepcopy(first)}
    for path in list(varying(template, {"x": again})):
        forget(template, path)
        here: Any = template
        for step in path:
            here = here[step]
        assert isinstance(here, Unknown)


def test_a_path_that_is_not_there_is_left_alone() -> None:
    template = {"a": [1]}
    for path in (("b",), ("a", 7), ("a", "x"), ("a", 0, "x"), ()):
        forget(template, path)
    assert template == {"a": [1]}
