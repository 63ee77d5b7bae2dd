"""A value is recognised as the resource that it means, however it is written, and as no other."""

from __future__ import annotations

import pytest

from stackproof.graph.identity import arn_of, canonical, identify, identities, name_of, same_resource
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Unknown, Value
from tests.graph.builders import ACCOUNT, PARTITION, REGION, graph, ref, resource, sub, value, when

ENV = Unknown("no value was given", "Parameter Env")

WORLD = graph(
    resource("Bucket", "AWS::S3::Bucket", {"BucketName": "docs-demo"}),
    resource("Named", "AWS::S3::Bucket", {"BucketName": sub("data-", ENV)}),
    resource("Unnamed", "AWS::S3::Bucket"),
    resource("Queue", "AWS::SQS::Queue", {"QueueName": "jobs"}, region="us-east-1", account="111122223333"),
    resource("QueueWest", "AWS::SQS::Queue", {"QueueName": "jobs"}, region="us-west-2", account="111122223333"),
    resource("Topic", "AWS::SNS::Topic", {"TopicName": "news"}),
    resource("Key", "AWS::KMS::Key"),
    resource("Alias", "AWS::KMS::Alias", {"AliasName": "alias/docs", "TargetKeyId": ref("Key")}),
    resource("Role", "AWS::IAM::Role", {"RoleName": "worker", "Path": "/app/"}),
    resource("Fn", "AWS::Lambda::Function", {"FunctionName": "handler"}),
    resource("Log", "AWS::Logs::LogGroup", {"LogGroupName": sub("/aws/lambda/", ref("Fn"))}),
    resource("Table", "AWS::DynamoDB::Table", {"TableName": "orders"}),
    resource("Secret", "AWS::SecretsManager::Secret", {"Name": "db/credentials"}),
    resource("Parameter", "AWS::SSM::Parameter", {"Name": "/app/url"}),
    resource("Machine", "AWS::StepFunctions::StateMachine", {"StateMachineName": "flow"}),
    resource("Gone", "AWS::S3::Bucket", {"BucketName": "gone"}, exists=Truth.NO),
    resource("Either", "AWS::SNS::Topic", {"TopicName": when("Prod", "alerts-prod", "alerts-dev")}),
)


def arn(service: str, rest: str, *more: str | Value, where: bool = True) -> Value:
    place = (REGION, ":", ACCOUNT) if where else (":",)
    return sub("arn:", PARTITION, ":", service, ":", *place, ":", rest, *more)


@pytest.mark.parametrize(
    ("written", "address", "part", "suffix"),
    [
        (ref("Bucket"), "Bucket", "name", ""),
        (ref("Bucket", "Arn"), "Bucket", "arn", ""),
        (ref("Bucket", "DomainName"), "Bucket", "attribute", ""),
        (sub(ref("Bucket", "Arn"), "/*"), "Bucket", "arn", "/*"),
        (sub(ref("Log", "Arn"), ":*"), "Log", "arn", ":*"),
        (sub("arn:aws:s3:::", ref("Bucket"), "/*"), "Bucket", "arn", "/*"),
        (sub("arn:", PARTITION, ":s3:::", ref("Unnamed")), "Unnamed", "arn", ""),
        (Known("arn:aws:s3:::docs-demo"), "Bucket", "arn", ""),
        (Known("arn:aws-cn:s3:::docs-demo/in/*"), "Bucket", "arn", "/in/*"),
        (sub("arn:aws:s3:::data-", ENV, "/x"), "Named", "arn", "/x"),
        (sub("data-", ENV), "Named", "name", ""),
        (Known("docs-demo"), "Bucket", "name", ""),
        (ref("Queue"), "Queue", "id", ""),
        (Known("arn:aws:sqs:us-east-1:111122223333:jobs"), "Queue", "arn", ""),
        (Known("arn:aws:sqs:us-west-2:111122223333:jobs"), "QueueWest", "arn", ""),
        (Known("https://sqs.us-west-2.amazonaws.com/111122223333/jobs"), "QueueWest", "id", ""),
        (ref("Topic"), "Topic", "arn", ""),
        (ref("Topic", "TopicName"), "Topic", "name", ""),
        (arn("sns", "news"), "Topic", "arn", ""),
        (arn("sns", "", ref("Topic", "TopicName")), "Topic", "arn", ""),
        (ref("Key"), "Key", "id", ""),
        (arn("kms", "key/", ref("Key")), "Key", "arn", ""),
        (ref("Alias"), "Key", "alias", ""),
        (Known("alias/docs"), "Key", "alias", ""),
        (arn("kms", "alias/docs"), "Key", "alias", ""),
        (sub("arn:aws:iam::", ACCOUNT, ":role/app/worker"), "Role", "arn", ""),
        (sub("arn:aws:iam::", ACCOUNT, ":role/app/", ref("Role")), "Role", "arn", ""),
        (arn("lambda", "function:handler:live"), "Fn", "arn", ":live"),
        (arn("lambda", "function:", ref("Fn")), "Fn", "arn", ""),
        (arn("logs", "log-group:/aws/lambda/handler:*"), "Log", "arn", ":*"),
        (arn("logs", "log-group:/aws/lambda/", ref("Fn"), ":*"), "Log", "arn", ":*"),
        (Known("/aws/lambda/handler"), "Log", "name", ""),
        (arn("dynamodb", "table/orders/index/*"), "Table", "arn", "/index/*"),
        (arn("secretsmanager", "secret:db/credentials-??????"), "Secret", "arn", ""),
        (arn("secretsmanager", "secret:db/credentials-AbCdEf"), "Secret", "arn", ""),
        (arn("ssm", "parameter/app/url"), "Parameter", "arn", ""),
        (arn("states", "stateMachine:flow"), "Machine", "arn", ""),
    ],
)
def test_a_value_means_its_resource(written: Value, address: str, part: str, suffix: str) -> None:
    found = identify(written, WORLD)
    assert found.resource is not None
    assert (found.resource.address, found.part, found.suffix, found.truth) == (address, part, suffix, Truth.YES)


@pytest.mark.parametrize(
    "written",
    [
        Known("arn:aws:s3:::docs-demo-logs"),
        Known("arn:aws:s3:::gone"),
        Known("arn:aws:sqs:eu-west-1:111122223333:jobs"),
        Known("arn:aws:sqs:us-east-1:999999999999:jobs"),
        Known("https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"),
        Known("arn:aws:s3"),
        Known(""),
        Known(5),
        Absent(),
        value(["docs-demo"]),
    ],
)
def test_a_value_that_means_nothing_in_the_graph_is_told_apart(written: Value) -> None:
    assert identify(written, WORLD) == (None, "none", "", Truth.NO)


@pytest.mark.parametrize(
    "written",
    [
        Known("arn:aws:s3:::docs-*"),
        sub("arn:aws:s3:::", ENV),
        sub("arn:aws:", ENV, ":us-east-1:111122223333:jobs"),
        Unknown("nobody knows"),
        ref("Elsewhere"),
    ],
)
def test_a_value_that_may_mean_any_resource_is_undecided(written: Value) -> None:
    assert identify(written, WORLD) == (None, "none", "", Truth.UNDECIDED)


def test_a_region_that_is_not_known_leaves_a_sole_candidate_undecided() -> None:
    found = identify(Known("arn:aws:sns:us-east-1:111122223333:news"), WORLD)
    assert found.resource is WORLD.resources["Topic"]
    assert found.truth is Truth.UNDECIDED


def test_names_are_looked_up_among_the_given_types_only() -> None:
    assert identify(Known("orders"), WORLD, "AWS::DynamoDB::Table").resource is WORLD.resources["Table"]
    assert identify(Known("orders"), WORLD, "AWS::S3::Bucket").resource is None


def test_two_resources_of_one_name_leave_it_undecided_which_is_meant() -> None:
    assert identify(Known("jobs"), WORLD).truth is Truth.UNDECIDED


def test_a_name_that_is_not_the_bucket_is_not_taken_for_it_because_it_begins_with_it() -> None:
    assert identify(sub(ref("Bucket"), "-logs"), WORLD).resource is None


def test_a_conditional_name_is_found_undecided() -> None:
    found = identify(arn("sns", "alerts-prod"), WORLD)
    assert found.resource is WORLD.resources["Either"]
    assert found.truth is Truth.UNDECIDED


def test_a_conditional_value_means_a_resource_only_when_both_branches_do() -> None:
    both = when("C", ref("Bucket", "Arn"), Known("arn:aws:s3:::docs-demo"))
    assert identify(both, WORLD) == (WORLD.resources["Bucket"], "arn", "", Truth.YES)
    either = when("C", ref("Bucket", "Arn"), ref("Named", "Arn"))
    assert identify(either, WORLD).resource is None
    found = [(one.resource.address, one.truth) for one in identities(either, WORLD) if one.resource]
    assert found == [("Bucket", Truth.UNDECIDED), ("Named", Truth.UNDECIDED)]


def test_a_name_nobody_wrote_is_an_unknown_of_its_own() -> None:
    assert name_of(WORLD.resources["Unnamed"]) == Unknown("", "name of Unnamed")
    assert name_of(WORLD.resources["Bucket"]) == Known("docs-demo")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Bucket", Known("arn:aws:s3:::docs-demo")),
        ("Unnamed", sub("arn:aws:s3:::", ref("Unnamed"))),
        ("Key", sub("arn:aws:kms:", REGION, ":", ACCOUNT, ":key/", ref("Key"))),
        ("Role", sub("arn:aws:iam::", ACCOUNT, ":role/app/worker")),
        ("Parameter", sub("arn:aws:ssm:", REGION, ":", ACCOUNT, ":parameter/app/url")),
        ("Queue", Known("arn:aws:sqs:us-east-1:111122223333:jobs")),
    ],
)
def test_the_arn_of_a_resource_is_written_out(address: str, expected: Value) -> None:
    assert arn_of(WORLD.resources[address], WORLD) == expected


def test_spellings_of_one_arn_become_one_value() -> None:
    spellings = [
        ref("Bucket", "Arn"),
        sub("arn:", PARTITION, ":s3:::", ref("Bucket")),
        Known("arn:aws-us-gov:s3:::docs-demo"),
    ]
    assert {canonical(one, WORLD) for one in spellings} == {Known("arn:aws:s3:::docs-demo")}


def test_names_that_refer_to_each_other_in_a_circle_end() -> None:
    circle = graph(
        resource("A", "AWS::S3::Bucket", {"BucketName": sub("x-", ref("B"))}),
        resource("B", "AWS::S3::Bucket", {"BucketName": sub("y-", ref("A"))}),
        resource("K", "AWS::KMS::Alias", {"AliasName": "alias/k", "TargetKeyId": ref("L")}),
        resource("L", "AWS::KMS::Alias", {"AliasName": "alias/l", "TargetKeyId": ref("K")}),
    )
    assert identify(ref("A", "Arn"), circle).resource is circle.resources["A"]
    assert identify(Known("alias/k"), circle).truth is Truth.UNDECIDED


def test_values_are_compared_as_resources() -> None:
    assert same_resource(ref("Key"), Known("alias/docs"), WORLD) is Truth.YES
    assert same_resource(ref("Bucket"), ref("Named"), WORLD) is Truth.NO
    assert same_resource(ref("Bucket"), sub("arn:aws:s3:::", ENV), WORLD) is Truth.UNDECIDED
