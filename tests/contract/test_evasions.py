"""Ways to look better than one is: none of them is proven."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackproof.contract.parse import parse
from stackproof.errors import InputError
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known
from stackproof.synthesis.cloudformation.assemble import StackInput, assemble
from stackproof.synthesis.cloudformation.loader import load
from tests.contract.build import contract_text, graph, judge, macro, resource

ROLE, BUCKET, ALARM = "AWS::IAM::Role", "AWS::S3::Bucket", "AWS::CloudWatch::Alarm"
EVERYTHING = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def role(statement: dict[str, Any], trust: list[dict[str, Any]] | None = None, **more: Any) -> Any:
    lets_in = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policy = {"PolicyName": "p", "PolicyDocument": {"Statement": [statement]}}
    given = {"AssumeRolePolicyDocument": {"Statement": [lets_in, *(trust or [])]}, "Policies": [policy], **more}
    return resource("Role", ROLE, given)


def allow(action: Any, on: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": on}


@pytest.mark.parametrize(
    ("type_", "nearest"),
    [
        ("AWS::S3::Bukcet", "AWS::S3::Bucket"),
        ("aws::s3::bucket", "AWS::S3::Bucket"),
        ("AWS::Sqs::Queue", "AWS::SQS::Queue"),
    ],
)
def test_a_misspelt_type_is_refused_as_nothing_of_it_could_be_found(type_: str, nearest: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(contract_text(f"{{resource: '{type_}', count: 0}}"), Path("stackproof.yaml"))
    assert (caught.value.line, caught.value.hint) == (7, f"Did you mean {nearest}?")


@pytest.mark.parametrize("type_", ["AWS::NewService::Thing", "Custom::Bucket", "aws_s3_bucket", "AWS::S3::*", "*"])
def test_a_type_that_is_no_misspelling_is_taken(type_: str) -> None:
    assert judge(f"{{resource: '{type_}', where: {{id: nothing}}, count: 0}}", graph()).status == "proven"


@pytest.mark.parametrize("where", ["{name: '*public*'}", "{tag: {Stage: prod}}"])
def test_name_and_tags_of_a_type_without_a_schema_are_not_known(where: str) -> None:
    built = graph(resource("Thing", "Custom::Thing", {"Name": "public", "Tags": [{"Key": "Stage", "Value": "prod"}]}))
    assert judge(f"{{resource: '*', where: {where}, count: 0}}", built).status == "undecided"


@pytest.mark.parametrize(
    ("expect", "status"),
    [
        ("{resource: AWS::S3::Bucket}", "proven"),
        ("{resource: AWS::S3::Bucket, any: true, has: {AccessControl: Private}}", "proven"),
        ("{resource: AWS::S3::Bucket, has: {AccessControl: PublicRead}}", "violated"),
    ],
)
def test_what_a_macro_may_rewrite_is_neither_proven_nor_violated(expect: str, status: str) -> None:
    bucket = resource("Bucket", BUCKET, {"AccessControl": "Private"})
    assert judge(expect, graph(bucket)).status == status
    verdict = judge(expect, graph(bucket, rewritten="the macro Mine may change it", undecided_resources=macro()))
    assert verdict.status == "undecided"
    assert verdict.reason.startswith("the macro Mine may change it")


def test_policies_that_a_macro_may_add_leave_permissions_open() -> None:
    expect = "{check: iam.permits-exactly, with: {role: Role, actions: ['s3:GetObject']}}"
    built = role(allow("s3:GetObject", "arn:aws:s3:::x/*"))
    assert judge(expect, graph(built)).status == "proven"
    assert judge(expect, graph(built, undecided_resources=macro())).status == "undecided"


def test_a_permissions_boundary_leaves_permissions_open() -> None:
    expect = "{check: iam.permits-exactly, with: {role: Role, actions: ['s3:GetObject']}}"
    boundary = "arn:aws:iam::aws:policy/AWSDenyAll"
    built = role(allow("s3:GetObject", "arn:aws:s3:::x/*"), PermissionsBoundary=boundary)
    assert judge(expect, graph(built)).status == "undecided"


@pytest.mark.parametrize("effect", ["Deny", {"Unknown": "a parameter"}])
def test_a_trust_policy_that_may_deny_or_let_in_others_is_open(effect: Any) -> None:
    expect = "{check: iam.assumable-only-by, with: {role: Role, principals: [s3.amazonaws.com]}}"
    statement = {"Effect": effect, "Principal": "*", "Action": "sts:AssumeRole"}
    assert judge(expect, graph(role(allow("s3:GetObject", "*"), [statement]))).status == "undecided"


@pytest.mark.parametrize(
    ("type_", "holder"),
    [
        ("AWS::IAM::Policy", {"Groups": [{"Ref": "Group"}]}),
        ("AWS::IAM::GroupPolicy", {"GroupName": {"Ref": "Group"}}),
        ("AWS::IAM::ManagedPolicy", {"Groups": [{"Ref": "Group"}]}),
        ("AWS::IAM::ManagedPolicy", {"Roles": ["a-role-of-another-stack"]}),
        ("AWS::IAM::ManagedPolicy", {}),
        ("AWS::IAM::RolePolicy", {"RoleName": {"Unknown": "a parameter"}}),
    ],
)
def test_wildcards_in_policies_of_groups_of_others_and_of_nobody_count(type_: str, holder: dict[str, Any]) -> None:
    policy = resource("Policy", type_, {"PolicyDocument": EVERYTHING, **holder})
    built = graph(resource("Group", "AWS::IAM::Group"), policy)
    assert judge("{check: iam.no-wildcards}", built).status == "violated"


@pytest.mark.parametrize(
    ("action", "on", "status"),
    [
        ("s3:**", "arn:aws:s3:::x/*", "violated"),
        ("s3:?*", "arn:aws:s3:::x/*", "violated"),
        ("*:*", "arn:aws:s3:::x/*", "violated"),
        ("s3:GetObject", "**", "violated"),
        ("s3:GetObject", "arn:*", "violated"),
        ("s3:GetObject", "arn:aws:s3:::*", "violated"),
        ("s3:GetObject", "arn:*:s3:::*", "violated"),
        ("s3:GetObject", {"Sub": ["arn:", {"Ref": "Partition"}, ":s3:::*"]}, "proven"),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*", "proven"),
        ("s3:Get*", "arn:aws:s3:::x/*", "proven"),
        ("s3:GetObject", "arn:aws:s3:::x*", "proven"),
    ],
)
def test_a_wildcard_counts_however_it_is_written(action: str, on: Any, status: str) -> None:
    assert judge("{check: iam.no-wildcards}", graph(role(allow(action, on)))).status == status


def test_a_wildcard_behind_a_partition_that_is_not_known_counts() -> None:
    template = """
        Resources:
          Policy:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: !Sub 'arn:${AWS::Partition}:s3:::*'}]
    """
    built = assemble([StackInput("", load(template.encode(), "t.yaml").root, "t.yaml")])
    assert judge("{check: iam.no-wildcards}", built).status == "violated"


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ({"CidrIp": " 0.0.0.0/0"}, "violated"),
        ({"CidrIp": "10.0.0.0/0"}, "violated"),
        ({"CidrIp": "128.0.0.0/1"}, "violated"),
        ({"CidrIpv6": "0:0:0:0:0:0:0:0/0"}, "violated"),
        ({"CidrIpv6": "2000::/3"}, "violated"),
        ({"CidrIp": "10.0.0.0/8"}, "proven"),
        ({"CidrIpv6": "2001:db8::/32"}, "proven"),
        ({"CidrIp": {"Unknown": "a parameter"}}, "undecided"),
    ],
)
def test_the_internet_is_open_however_it_is_written(source: dict[str, Any], status: str) -> None:
    rule = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, **source}
    group = resource("Group", "AWS::EC2::SecurityGroup", {"SecurityGroupIngress": [rule]})
    assert judge("{check: network.no-open-ingress}", graph(group)).status == status


@pytest.mark.parametrize(
    ("matcher", "actions", "status"),
    [
        ("{present: true}", [], "violated"),
        ("{present: true}", "", "violated"),
        ("{absent: true}", [], "proven"),
        ("{present: true}", ["arn:aws:sns:us-east-1:111122223333:alarms"], "proven"),
        ("{present: true}", {}, "proven"),
        ("{absent: true}", {"Unknown": "a parameter"}, "undecided"),
    ],
)
def test_an_empty_list_or_text_is_not_set(matcher: str, actions: Any, status: str) -> None:
    built = graph(resource("Alarm", ALARM, {"AlarmActions": actions}))
    assert judge(f"{{resource: '{ALARM}', has: {{AlarmActions: {matcher}}}}}", built).status == status


def test_an_alarm_that_tells_an_empty_name_tells_nobody() -> None:
    built = graph(resource("Alarm", ALARM, {"AlarmActions": [""]}))
    assert judge("{check: alarms.have-actions}", built).status == "violated"


@pytest.mark.parametrize(
    ("wanted", "written", "status"),
    [
        ("true", "True", "proven"),
        ("true", "TRUE", "proven"),
        ("false", "False", "proven"),
        ("true", "False", "violated"),
        ("true", "yes", "violated"),
        ("'true'", "True", "violated"),
        ("true", Known(True), "proven"),
    ],
)
def test_a_boolean_is_one_however_the_template_writes_it(wanted: str, written: Any, status: str) -> None:
    built = graph(resource("Key", "AWS::KMS::Key", {"EnableKeyRotation": written}))
    assert judge(f"{{resource: AWS::KMS::Key, has: {{EnableKeyRotation: {wanted}}}}}", built).status == status


@pytest.mark.parametrize(
    "expect",
    [
        "{resource: AWS::S3::Bucket, has: {}}",
        "{resource: AWS::S3::Bucket, where: {has: {}}}",
        "{resource: AWS::S3::Bucket, has: {Tags: {size: {}}}}",
        "{file: README.md, contains: []}",
    ],
)
def test_an_expectation_that_anything_would_meet_is_refused(expect: str) -> None:
    with pytest.raises(InputError):
        parse(contract_text(expect), Path("stackproof.yaml"))


@pytest.mark.parametrize("written", ["inf", "nan", "1_000", "Infinity", "٣٠"])
def test_what_only_python_reads_as_a_number_is_none(written: str) -> None:
    built = graph(resource("Group", "AWS::Logs::LogGroup", {"RetentionInDays": written}))
    expect = "{resource: AWS::Logs::LogGroup, has: {RetentionInDays: {at_least: 1}}}"
    assert judge(expect, built).status == "violated"


def test_a_log_group_that_may_not_exist_says_what_it_lacks() -> None:
    built = graph(resource("Group", "AWS::Logs::LogGroup", {}, exists=Truth.UNDECIDED))
    verdict = judge("{check: logs.explicit-groups, with: {retention_days: 30}}", built)
    assert verdict.status == "undecided"
    assert verdict.reason == "Group: RetentionInDays is (not set), needed 30 days, if it exists"
