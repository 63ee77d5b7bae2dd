"""The named checks: what each proves, refuses and leaves open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackproof.graph.graph import Stack
from stackproof.graph.location import Location
from stackproof.graph.resource import Lifecycle
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known
from stackproof.rules.model import Policy
from tests.contract.build import UNSURE, graph, judge, resource

ROLE, BUCKET, KEY, GROUP = "AWS::IAM::Role", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Logs::LogGroup"
FUNCTION, QUEUE, TOPIC = "AWS::Lambda::Function", "AWS::SQS::Queue", "AWS::SNS::Topic"


def role(*statements: dict[str, Any], **more: Any) -> Any:
    trust = {
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
    policies = [{"PolicyName": "p", "PolicyDocument": {"Statement": list(statements)}}] if statements else []
    return resource("Role", ROLE, {"AssumeRolePolicyDocument": trust, "Policies": policies, **more}, line=20)


def allow(actions: Any, on: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": on, **more}


def trusting(principal: Any) -> Any:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return resource("Role", ROLE, {"AssumeRolePolicyDocument": {"Statement": [statement]}})


@pytest.mark.parametrize(
    ("principal", "status"),
    [
        ({"Service": "s3.amazonaws.com"}, "proven"),
        ({"Service": ["s3.amazonaws.com"]}, "proven"),
        ({"Service": ["s3.amazonaws.com", "ec2.amazonaws.com"]}, "violated"),
        ({"Service": "ec2.amazonaws.com"}, "violated"),
        ("*", "violated"),
        ({"AWS": UNSURE}, "undecided"),
        (UNSURE, "undecided"),
        ({"Service": {"If": ["C", "s3.amazonaws.com", "ec2.amazonaws.com"]}}, "undecided"),
    ],
)
def test_assumable_only_by(principal: Any, status: str) -> None:
    expect = "{check: iam.assumable-only-by, with: {role: Role, principals: [s3.amazonaws.com]}}"
    assert judge(expect, graph(trusting(principal))).status == status


EXACT = """\
check: iam.permits-exactly
with:
  role: Role
  statements:
    - {actions: ["s3:ListBucket"], on: [Docs]}
    - {actions: ["s3:GetObject"], on: [Docs/*]}
"""
LIST = allow("s3:ListBucket", {"GetAtt": "Docs.Arn"})
GET = allow(["s3:GetObject"], [{"Sub": [{"GetAtt": "Docs.Arn"}, "/*"]}])


@pytest.mark.parametrize(
    ("statements", "status", "words"),
    [
        ([LIST, GET], "proven", ""),
        ([allow("S3:listbucket", {"GetAtt": "Docs.Arn"}), GET], "proven", ""),
        ([LIST, allow("s3:GetObject", "arn:aws:s3:::docs-demo/*")], "proven", ""),
        ([LIST], "violated", "does not allow s3:getobject on Docs/*"),
        ([LIST, GET, allow("s3:PutObject", {"GetAtt": "Docs.Arn"})], "violated", "also allows s3:PutObject on Docs"),
        ([LIST, allow("s3:GetObject", "*")], "violated", "also allows s3:GetObject on *"),
        ([LIST, allow("s3:GetObject", {"GetAtt": "Docs.Arn"})], "violated", "also allows s3:GetObject on Docs"),
        ([LIST, GET, allow("s3:*", {"GetAtt": "Docs.Arn"})], "violated", "also allows s3:*"),
        ([LIST, GET, {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], "violated", "all but"),
        ([LIST, GET, {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}], "undecided", "deny"),
        ([LIST, GET, allow(UNSURE, "*")], "undecided", ""),
        ([LIST, allow("s3:GetObject", UNSURE)], "undecided", ""),
        ([LIST, {"If": ["C", GET, Absent()]}], "undecided", ""),
    ],
)
def test_permits_exactly(statements: list[dict[str, Any]], status: str, words: str) -> None:
    verdict = judge(EXACT, graph(resource("Docs", BUCKET, {"BucketName": "docs-demo"}), role(*statements)))
    assert verdict.status == status
    assert words in verdict.reason


def test_permits_exactly_counts_policies_beside_the_role() -> None:
    beside = resource(
        "More",
        "AWS::IAM::Policy",
        {"PolicyName": "x", "Roles": [{"Ref": "Role"}], "PolicyDocument": {"Statement": [allow("s3:PutObject", "*")]}},
    )
    assert judge(EXACT, graph(resource("Docs", BUCKET), role(LIST, GET), beside)).status == "violated"


def test_permits_exactly_is_open_for_a_managed_policy_that_is_not_known() -> None:
    open_role = role(LIST, GET, ManagedPolicyArns=[UNSURE])
    assert judge(EXACT, graph(resource("Docs", BUCKET), open_role)).status == "undecided"


def test_a_check_of_a_role_that_is_not_there_is_violated() -> None:
    assert judge(EXACT, graph(resource("Docs", BUCKET))).status == "violated"


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        (allow("s3:GetObject", "arn:aws:s3:::docs/*"), "proven"),
        (allow("kms:GenerateDataKey*", {"GetAtt": "Key.Arn"}), "proven"),
        (allow("xray:PutTraceSegments", "*"), "proven"),
        (allow("s3:GetObject", "*"), "violated"),
        (allow("s3:Get*", ["*"]), "violated"),
        (allow("s3:*", "arn:aws:s3:::docs"), "violated"),
        (allow("*", "arn:aws:s3:::docs"), "violated"),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, "proven"),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::docs"}, "violated"),
        ({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::docs"}, "violated"),
        (allow("s3:MadeUp", "*"), "undecided"),
        (allow(UNSURE, "*"), "undecided"),
        (allow("s3:GetObject", UNSURE), "undecided"),
    ],
)
def test_no_wildcards(statement: dict[str, Any], status: str) -> None:
    verdict = judge("{check: iam.no-wildcards}", graph(resource("Key", KEY), role(statement)))
    assert verdict.status == status
    if status == "violated":
        assert verdict.at == Location("template.yaml", 21)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"EnableKeyRotation": True}, "proven"),
        ({"EnableKeyRotation": "true"}, "proven"),
        ({}, "violated"),
        ({"EnableKeyRotation": False}, "violated"),
        ({"EnableKeyRotation": UNSURE}, "undecided"),
        ({"KeySpec": "RSA_2048"}, "proven"),
        ({"Origin": "EXTERNAL"}, "proven"),
        ({"KeySpec": UNSURE}, "undecided"),
    ],
)
def test_keys_rotate(given: dict[str, Any], status: str) -> None:
    assert judge("{check: kms.keys-rotate}", graph(resource("Key", KEY, given))).status == status


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"AlarmActions": [{"Ref": "Topic"}]}, "proven"),
        ({}, "violated"),
        ({"AlarmActions": []}, "violated"),
        ({"AlarmActions": [{"Ref": "Topic"}], "ActionsEnabled": False}, "violated"),
        ({"AlarmActions": [{"If": ["C", {"Ref": "Topic"}, Absent()]}]}, "undecided"),
        ({"AlarmActions": UNSURE}, "undecided"),
    ],
)
def test_alarms_have_actions(given: dict[str, Any], status: str) -> None:
    built = graph(resource("Topic", TOPIC), resource("Alarm", "AWS::CloudWatch::Alarm", given))
    assert judge("{check: alarms.have-actions}", built).status == status


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (resource("A", BUCKET), "proven"),
        (resource("A", BUCKET, lifecycle=Lifecycle("delete", Truth.NO)), "violated"),
        (resource("A", QUEUE, lifecycle=Lifecycle("delete", Truth.NO)), "proven"),
        (resource("A", QUEUE, lifecycle=Lifecycle("retain", at=Location("template.yaml", 7))), "violated"),
        (resource("A", "AWS::RDS::DBCluster", lifecycle=Lifecycle("snapshot")), "violated"),
        (resource("A", QUEUE, lifecycle=Lifecycle("unknown")), "undecided"),
        (resource("A", QUEUE, lifecycle=Lifecycle("delete", protected=Truth.YES)), "violated"),
        (resource("A", QUEUE, lifecycle=Lifecycle("retain"), exists=Truth.UNDECIDED), "undecided"),
        (resource("A", "AWS::RDS::DBCluster", {"DeletionProtection": True}), "violated"),
        (resource("A", "AWS::RDS::DBCluster", {"DeletionProtection": UNSURE}), "undecided"),
        (resource("A", "AWS::RDS::DBCluster", {"DeletionProtection": False}), "proven"),
    ],
)
def test_destroyable(made: Any, status: str) -> None:
    assert judge("{check: lifecycle.destroyable}", graph(made)).status == status


def test_destroyable_leaves_out_what_may_stay_and_sees_stacks() -> None:
    kept = resource("Keep", QUEUE, lifecycle=Lifecycle("retain"))
    assert judge("{check: lifecycle.destroyable, with: {except: [Keep]}}", graph(kept)).status == "proven"
    stack = Stack("", Known("s"), Known("r"), Known("a"), Location("t", 1), termination_protection=Truth.YES)
    assert judge("{check: lifecycle.destroyable}", graph(stacks={"": stack})).status == "violated"


@pytest.mark.parametrize(
    ("lifecycle", "exists", "status", "note"),
    [
        (Lifecycle("retain", at=Location("template.yaml", 7)), Truth.YES, "proven", "stays when its stack is deleted"),
        (Lifecycle("snapshot"), Truth.YES, "proven", "leaves a snapshot when its stack is deleted"),
        (Lifecycle("delete", protected=Truth.YES), Truth.YES, "proven", "the tool refuses to delete it"),
        (Lifecycle("unknown", protected=Truth.YES), Truth.YES, "proven", "the tool refuses to delete it"),
        (Lifecycle("delete", at=Location("template.yaml", 7)), Truth.YES, "violated", "A goes with its stack"),
        (Lifecycle("unknown"), Truth.YES, "undecided", None),
        (Lifecycle("delete", protected=Truth.UNDECIDED), Truth.YES, "undecided", None),
        (Lifecycle("retain"), Truth.UNDECIDED, "undecided", None),
        (Lifecycle("delete"), Truth.UNDECIDED, "undecided", None),
        (Lifecycle("retain"), Truth.NO, "violated", None),
    ],
)
def test_what_is_kept_outlives_its_stack(lifecycle: Lifecycle, exists: Truth, status: str, note: str | None) -> None:
    expect = "{check: lifecycle.outlives, with: {type: 'AWS::S3::Bucket', resource: A}}"
    others = resource("B", BUCKET), resource("Queue", QUEUE)
    verdict = judge(expect, graph(resource("A", BUCKET, lifecycle=lifecycle, exists=exists), *others))
    assert verdict.status == status
    assert [proof.note for proof in verdict.evidence[:1]] == [note] * (note is not None)
    if lifecycle.at.file:
        assert verdict.evidence[0].location == lifecycle.at


def named(suffix: str, *names: Any) -> Any:
    stack = Stack("", Known(f"stack-shop-{suffix}"), Known("us-east-1"), Known("111122223333"))
    built = [resource(f"B{n}", BUCKET, {"BucketName": name}) for n, name in enumerate(names)]
    return graph(*built, stacks={"": stack})


@pytest.mark.parametrize(
    ("first", "second", "pattern", "status"),
    [
        ("docs-demo", "docs-twin", "", "proven"),
        ("docs", "docs", "", "violated"),
        ("docs-demo", "docs-demo", "", "violated"),
        ("docs-one", "docs-two", "", "violated"),
        ("bucket-docs-demo", "bucket-docs-twin", "'{type}-{purpose}-{suffix}'", "proven"),
        ("docs-demo", "docs-twin", "'{type}-{purpose}-{suffix}'", "violated"),
        ("demo-docs-x", "twin-docs-x", "'{type}-{purpose}-{suffix}'", "violated"),
        ({"Sub": ["docs-demo-", {"Unknown": "the account"}]}, {"Sub": ["docs-twin-", {"Unknown": "x"}]}, "", "proven"),
        (UNSURE, UNSURE, "", "undecided"),
    ],
)
def test_names_carry_the_suffix(first: Any, second: Any, pattern: str, status: str) -> None:
    given = f", with: {{pattern: {pattern}}}" if pattern else ""
    verdict = judge(
        f"{{check: naming.carries-suffix{given}}}",
        named("demo", first),
        twin=named("twin", second),
        policy=Policy(suffix="demo"),
    )
    assert verdict.status == status


def test_names_are_not_proven_by_one_reading_and_stacks_count() -> None:
    expect, policy = "{check: naming.carries-suffix}", Policy(suffix="demo")
    assert judge(expect, named("demo", "docs-demo"), policy=policy).status == "undecided"
    assert judge(expect, named("demo"), twin=named("twin")).status == "undecided"
    fixed = named("demo")
    assert judge(expect, fixed, twin=fixed, policy=policy).status == "violated"


@pytest.mark.parametrize(
    ("tags", "stack_tags", "status"),
    [
        ([{"Key": "Owner", "Value": "me"}], {}, "proven"),
        ([], {"Owner": Known("me")}, "proven"),
        ([], {}, "violated"),
        ([{"Key": "Other", "Value": "me"}], {}, "violated"),
        (UNSURE, {}, "undecided"),
        ([{"Key": UNSURE, "Value": "me"}], {}, "undecided"),
        ([{"If": ["C", {"Key": "Owner", "Value": "me"}, Absent()]}], {}, "undecided"),
    ],
)
def test_tags_present(tags: Any, stack_tags: dict[str, Any], status: str) -> None:
    stack = Stack("", Known("s"), Known("r"), Known("a"), tags=stack_tags)
    built = graph(resource("B", BUCKET, {"Tags": tags}), resource("P", "AWS::S3::BucketPolicy"), stacks={"": stack})
    assert judge("{check: tags.present, with: {keys: [Owner]}}", built).status == status


def encrypted(algorithm: str, **key: Any) -> dict[str, Any]:
    rule = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm, **key}}
    return {"BucketEncryption": {"ServerSideEncryptionConfiguration": [rule]}}


@pytest.mark.parametrize(
    ("type_", "given", "status"),
    [
        (BUCKET, encrypted("aws:kms", KMSMasterKeyID={"GetAtt": "Key.Arn"}), "proven"),
        (BUCKET, encrypted("aws:kms"), "violated"),
        (BUCKET, encrypted("AES256"), "violated"),
        (BUCKET, encrypted("AES256", KMSMasterKeyID={"GetAtt": "Key.Arn"}), "violated"),
        (BUCKET, {}, "violated"),
        (QUEUE, {"KmsMasterKeyId": {"Ref": "Key"}}, "proven"),
        (QUEUE, {"KmsMasterKeyId": "alias/aws/sqs"}, "violated"),
        (QUEUE, {"KmsMasterKeyId": "alias/ours"}, "proven"),
        (QUEUE, {"KmsMasterKeyId": {"Ref": "Other"}}, "violated"),
        (QUEUE, {"KmsMasterKeyId": UNSURE}, "undecided"),
        (QUEUE, {"KmsMasterKeyId": {"If": ["C", {"Ref": "Key"}, Absent()]}}, "undecided"),
        (QUEUE, {"KmsMasterKeyId": "arn:aws:kms:us-east-1:111122223333:key/1"}, "undecided"),
        (FUNCTION, {}, "proven"),
        (FUNCTION, {"Environment": {"Variables": {"A": "b"}}}, "violated"),
        (FUNCTION, {"Environment": {"Variables": {"A": "b"}}, "KmsKeyArn": {"GetAtt": "Key.Arn"}}, "proven"),
        ("AWS::RDS::DBInstance", {"DBClusterIdentifier": "c"}, "proven"),
        (
            "AWS::DynamoDB::Table",
            {"SSESpecification": {"SSEEnabled": False, "KMSMasterKeyId": {"Ref": "Key"}}},
            "violated",
        ),
    ],
)
def test_encrypted_with_customer_key(type_: str, given: dict[str, Any], status: str) -> None:
    built = graph(
        resource("Key", KEY), resource("Other", TOPIC, {"KmsMasterKeyId": {"Ref": "Key"}}), resource("It", type_, given)
    )
    expect = f"{{check: data.encrypted-with-customer-key, with: {{types: ['{type_}']}}}}"
    assert judge(expect, built).status == status


def denial(actions: Any = "s3:*", on: Any = None, **more: Any) -> dict[str, Any]:
    arn = {"GetAtt": "B.Arn"}
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": on if on is not None else [arn, {"Sub": [arn, "/*"]}],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        **more,
    }


@pytest.mark.parametrize(
    ("statements", "status"),
    [
        ([denial()], "proven"),
        ([denial(Principal={"AWS": "*"})], "proven"),
        ([denial(on={"GetAtt": "B.Arn"}), denial(on={"Sub": [{"GetAtt": "B.Arn"}, "/*"]})], "proven"),
        ([denial(Condition={"Bool": {"aws:SecureTransport": False}})], "proven"),
        ([denial(on={"GetAtt": "B.Arn"})], "violated"),
        ([denial(actions="s3:GetObject")], "violated"),
        ([denial(Effect="Allow")], "violated"),
        ([denial(Principal={"AWS": "111122223333"})], "violated"),
        ([denial(Condition={"Bool": {"aws:SecureTransport": "true"}})], "violated"),
        ([denial(Condition={"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "true"}})], "violated"),
        ([denial(Condition=UNSURE)], "undecided"),
        ([UNSURE], "undecided"),
        ([{"If": ["C", denial(), Absent()]}], "undecided"),
        ([], "violated"),
    ],
)
def test_tls_only(statements: list[Any], status: str) -> None:
    policy = resource(
        "P", "AWS::S3::BucketPolicy", {"Bucket": {"Ref": "B"}, "PolicyDocument": {"Statement": statements}}
    )
    expect = "{check: transport.tls-only, with: {types: ['AWS::S3::Bucket']}}"
    assert judge(expect, graph(resource("B", BUCKET), policy)).status == status


def test_tls_of_a_bucket_without_policy_and_of_a_topic() -> None:
    assert judge("{check: transport.tls-only}", graph(resource("B", BUCKET))).status == "violated"
    statement = denial(actions="sns:Publish", on={"Ref": "T"})
    given = {"Topics": [{"Ref": "T"}], "PolicyDocument": {"Statement": [statement]}}
    built = graph(resource("T", TOPIC), resource("P", "AWS::SNS::TopicPolicy", given))
    assert judge("{check: transport.tls-only}", built).status == "proven"


@pytest.mark.parametrize(
    ("group", "function", "depends", "status"),
    [
        ({"RetentionInDays": 7}, {"LoggingConfig": {"LogGroup": {"Ref": "G"}}}, (), "proven"),
        ({"RetentionInDays": "7"}, {"LoggingConfig": {"LogGroup": {"Ref": "G"}}}, (), "proven"),
        ({}, {"LoggingConfig": {"LogGroup": {"Ref": "G"}}}, (), "violated"),
        ({"RetentionInDays": 30}, {"LoggingConfig": {"LogGroup": {"Ref": "G"}}}, (), "violated"),
        ({"RetentionInDays": UNSURE}, {"LoggingConfig": {"LogGroup": {"Ref": "G"}}}, (), "undecided"),
        ({"RetentionInDays": 7}, {}, (), "violated"),
        ({"RetentionInDays": 7, "LogGroupName": "/aws/lambda/f"}, {"FunctionName": "f"}, ("G",), "proven"),
        ({"RetentionInDays": 7, "LogGroupName": "/aws/lambda/f"}, {"FunctionName": "f"}, (), "violated"),
        ({"RetentionInDays": 7}, {"LoggingConfig": {"LogGroup": "elsewhere"}}, (), "violated"),
        ({"RetentionInDays": 7}, {"LoggingConfig": {"LogGroup": UNSURE}}, (), "undecided"),
    ],
)
def test_explicit_log_groups(group: Any, function: Any, depends: tuple[str, ...], status: str) -> None:
    group = {"LogGroupName": "logs", **group}
    built = graph(resource("G", GROUP, group), resource("F", FUNCTION, function, depends_on=depends))
    assert judge("{check: logs.explicit-groups, with: {retention_days: 7}}", built).status == status


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"MasterUserPassword": "hunter2"}, "violated"),
        ({"MasterUserPassword": "{{resolve:secretsmanager:db:SecretString:password}}"}, "proven"),
        ({"MasterUserPassword": {"Ref": "Secret"}}, "proven"),
        ({"ManageMasterUserPassword": True}, "proven"),
        ({"Environment": {"Variables": {"DB_PASSWORD": "x"}}}, "violated"),
        ({"Environment": {"Variables": {"DB_PASSWORD": UNSURE}}}, "undecided"),
        ({"Environment": {"Variables": {"DB": {"Secret": "x"}}}}, "violated"),
        ({"Environment": {"Variables": {"DB": "{{resolve:secretsmanager:db}}"}}}, "violated"),
        ({"Environment": {"Variables": {"SECRET_ARN": {"Ref": "Secret"}}}}, "proven"),
        ({"UserData": {"Sub": ["key AKIAABCDEFGHIJKLMNOP ", {"Ref": "X"}]}}, "violated"),
        ({"UserData": "AKIAIOSFODNN7EXAMPLE"}, "proven"),
    ],
)
def test_no_secrets_in_plain_text(tmp_path: Path, given: dict[str, Any], status: str) -> None:
    verdict = judge("{check: secrets.none-in-plain-text}", graph(resource("R", "AWS::X::Y", given)), root=tmp_path)
    assert verdict.status == status
    assert "hunter2" not in repr(verdict)


def test_no_secrets_in_files(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1\n" + "key = '" + "-----BEGIN RSA " + "PRIVATE KEY-----'\n")
    verdict = judge("{check: secrets.none-in-plain-text}", graph(), root=tmp_path)
    assert (verdict.status, verdict.at) == ("violated", Location("app.py", 2))


def ingress(**rule: Any) -> Any:
    return resource("G", "AWS::EC2::SecurityGroup", {"SecurityGroupIngress": [{"IpProtocol": "tcp", **rule}]})


@pytest.mark.parametrize(
    ("group", "status"),
    [
        (ingress(FromPort=443, ToPort=443, CidrIp="10.0.0.0/16"), "proven"),
        (ingress(FromPort=443, ToPort=443, SourceSecurityGroupId={"Ref": "X"}), "proven"),
        (ingress(FromPort=22, ToPort=22, CidrIp="0.0.0.0/0"), "violated"),
        (ingress(FromPort=22, ToPort=22, CidrIpv6="::/0"), "violated"),
        (ingress(FromPort=22, ToPort=22, CidrIp=UNSURE), "undecided"),
        (resource("G", "AWS::EC2::SecurityGroup", {"SecurityGroupIngress": UNSURE}), "undecided"),
        (resource("I", "AWS::EC2::SecurityGroupIngress", {"CidrIp": "0.0.0.0/0", "IpProtocol": "-1"}), "violated"),
        (resource("D", "aws_default_security_group", {"vpc_id": "vpc-1"}), "proven"),
        (resource("D", "aws_default_security_group", {"ingress": []}), "proven"),
        (resource("D", "aws_default_security_group", {"ingress": [{"cidr_blocks": ["0.0.0.0/0"]}]}), "undecided"),
        (resource("R", "aws_security_group_rule", {"type": UNSURE, "cidr_blocks": ["0.0.0.0/0"]}), "undecided"),
    ],
)
def test_no_open_ingress(group: Any, status: str) -> None:
    assert judge("{check: network.no-open-ingress}", graph(group)).status == status


@pytest.mark.parametrize(
    ("scheme", "port", "status"),
    [("internet-facing", 443, "proven"), ("internal", 443, "violated"), ("internet-facing", 80, "violated")],
)
def test_ingress_of_a_public_load_balancer_is_open_on_its_ports(scheme: str, port: int, status: str) -> None:
    balancer = {"Scheme": scheme, "SecurityGroups": [{"GetAtt": "G.GroupId"}]}
    built = graph(
        ingress(FromPort=port, ToPort=port, CidrIp="0.0.0.0/0"),
        resource("L", "AWS::ElasticLoadBalancingV2::LoadBalancer", balancer),
        resource("S", "AWS::ElasticLoadBalancingV2::Listener", {"LoadBalancerArn": {"Ref": "L"}, "Port": 443}),
    )
    assert judge("{check: network.no-open-ingress}", built).status == status


GOOD = "def handle(event, context):\n    return event\n"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (GOOD, "proven"),
        ("handle = lambda event, context: event\n", "proven"),
        ("def handle(event, context):\n    pass\n", "violated"),
        ("def handle(event, context):\n    raise NotImplementedError\n", "violated"),
        (GOOD + "def helper():\n    ...\n", "violated"),
        ("def handle():\n    return 1\n", "violated"),
        ("def other(event, context):\n    return 1\n", "violated"),
        ("def handle(event, context)\n", "violated"),
        (None, "violated"),
    ],
)
def test_handlers(tmp_path: Path, text: str | None, status: str) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "other.py").write_text("X = 1\n")
    if text is not None:
        (tmp_path / "code" / "main.py").write_text(text)
    made = resource(
        "F", FUNCTION, {"Runtime": "python3.13", "Handler": "main.handle"}, attributes={"AssetPath": Known("code")}
    )
    assert judge("{check: handlers.no-stubs}", graph(made), root=tmp_path).status == status


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"Runtime": "python3.13", "Handler": "index.handle", "Code": {"ZipFile": GOOD}}, "proven"),
        ({"Runtime": "python3.13", "Handler": "index.other", "Code": {"ZipFile": GOOD}}, "violated"),
        ({"Runtime": "python3.13", "Handler": "index.handle", "Code": {"S3Bucket": "b"}}, "undecided"),
        ({"Runtime": "python3.13", "Handler": "a.b", "Code": "../outside"}, "undecided"),
        ({"Runtime": "nodejs22.x", "Handler": "a.b"}, "proven"),
        ({"Runtime": UNSURE, "Handler": "a.b"}, "undecided"),
    ],
)
def test_handlers_of_templates(tmp_path: Path, given: dict[str, Any], status: str) -> None:
    assert judge("{check: handlers.no-stubs}", graph(resource("F", FUNCTION, given)), root=tmp_path).status == status


def test_docstrings(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.py").write_text('"""A."""\n\n\ndef f():\n    """F."""\n')
    expect = "{check: sources.docstrings, with: {paths: [lib]}}"
    assert judge(expect, graph(), root=tmp_path).status == "proven"
    (tmp_path / "lib" / "b.py").write_text('"""B."""\n\n\nclass C:\n    pass\n')
    verdict = judge(expect, graph(), root=tmp_path)
    assert (verdict.status, verdict.at) == ("violated", Location("lib/b.py", 4))
    assert judge("{check: sources.docstrings, with: {paths: [none]}}", graph(), root=tmp_path).status == "violated"


def test_files_contain(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one\ntwo\n")
    expect = "{check: files.contain, with: {path: a.md, all: [^two$, 'one\\ntwo']}}"
    assert judge(expect, graph(), root=tmp_path).status == "proven"
    assert judge(expect.replace("^two$", "three"), graph(), root=tmp_path).status == "violated"
    assert judge(expect.replace("a.md", "b.md"), graph(), root=tmp_path).status == "violated"
